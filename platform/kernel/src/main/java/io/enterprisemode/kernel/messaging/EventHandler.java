package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What a consumer does with the events of its topics, see {@link EventConsumers#events}. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Brings about the effect of the events, in their order, in one transaction together with what makes a repetition
     * harmless (natural key and revision, or {@link Inbox}). Events of other types than expected are ignored. A failure
     * that is trouble of a dependency ({@code Outages}) is tried again for as long as it takes; any other is narrowed
     * down to single events, which go to the dead-letter topic.
     */
    Uni<Void> handle(List<Event> events);
}
