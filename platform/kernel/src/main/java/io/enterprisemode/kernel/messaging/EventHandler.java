package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/**
 * Takes in the events of some topics. Implementations are application-scoped beans; each is run by one consumer group,
 * named after the service and {@link #name()}.
 */
public interface EventHandler {

    /** Stable name of the consumer: part of the group and of dead letters. */
    String name();

    /** The topics to read. */
    Set<String> topics();

    /**
     * Brings about the effect of the events, in their order, in one transaction together with what makes a repetition
     * harmless (natural key and revision, or {@link Inbox}). Events of other types than expected are ignored. A failure
     * that is trouble of a dependency ({@code Outages}) is tried again for as long as it takes; any other is narrowed
     * down to single events, which go to the dead-letter topic.
     */
    Uni<Void> handle(List<Event> events);
}
