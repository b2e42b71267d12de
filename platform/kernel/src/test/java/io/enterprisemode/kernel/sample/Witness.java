package io.enterprisemode.kernel.sample;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Another consumer of the same topic, which refuses nothing and counts how often it is handed what. */
@ApplicationScoped
public class Witness implements EventHandler {

    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    /** How often the event about this note came. */
    public int seen(String note) {
        return seen.getOrDefault(note, 0);
    }

    @Override
    public String name() {
        return "witness";
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.AUDIT_EVENTS);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        events.forEach(event ->
                seen.merge(event.subject().substring(event.subject().indexOf('/') + 1), 1, Integer::sum));
        return Uni.createFrom().voidItem();
    }
}
