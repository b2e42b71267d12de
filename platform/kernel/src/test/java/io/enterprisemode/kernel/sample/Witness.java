package io.enterprisemode.kernel.sample;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Another consumer of the same topic, which refuses nothing and counts how often it is handed what. */
@ApplicationScoped
public class Witness implements EventHandler {

    private final EventConsumers consumers;
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    Witness(EventConsumers consumers) {
        this.consumers = consumers;
    }

    /** How often the event about this note came. */
    public int seen(String note) {
        return seen.getOrDefault(note, 0);
    }

    @Incoming("witness")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        events.forEach(event ->
                seen.merge(event.subject().substring(event.subject().indexOf('/') + 1), 1, Integer::sum));
        return Uni.createFrom().voidItem();
    }
}
