package io.enterprisemode.contracts.events;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The data of an event, with its key on the topic and its subject. */
public interface EventData {

    /** The organization it belongs to; null for what concerns none. */
    @Nullable
    UUID organizationId();

    /** The key of the record on the topic: order and compaction go by it. */
    String key();

    /** The CloudEvents subject: what in the source it is about. */
    String subject();
}
