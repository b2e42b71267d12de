package io.enterprisemode.billing.metering;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One event of a request, as far as it could be read. */
public sealed interface ParsedEvent {

    /** An event. */
    record Valid(UsageEvent event) implements ParsedEvent {}

    /**
     * Something that is no event, or not one that can ever be counted.
     *
     * @param id the event's id, when it has a usable one
     * @param key of source and id, see {@link UsageKeys}, when both can be read and the source is the sender's to use
     * @param detail what exactly is wrong, for people
     */
    record Invalid(@Nullable String id, @Nullable UUID key, Refusal refusal, String detail) implements ParsedEvent {}
}
