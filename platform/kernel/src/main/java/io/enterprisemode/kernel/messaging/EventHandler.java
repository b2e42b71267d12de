package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** What a consumer does with the events of its topics, see {@link EventConsumers#events}. */
@FunctionalInterface
public interface EventHandler {

    /**
     * Applies the events, in their order, in one transaction that also makes a repetition harmless (natural key and
     * revision, or {@link Inbox}). Events of unexpected types are ignored. After an outage of a dependency
     * ({@code Outages}) the batch is tried again without limit. After any other failure the batch is halved until the
     * failing events are isolated; those go to the dead-letter topic.
     */
    Uni<Void> handle(List<Event> events);
}
