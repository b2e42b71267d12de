package io.enterprisemode.billing.rollup;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Sends to the topic {@code billing.usage.recorded.v1}. It has a producer of its own beside the outbox relay, so that
 * many hours do not delay subscriptions and invoices.
 */
@ApplicationScoped
class UsageTopic {

    private final MutinyEmitter<ProducerRecord<String, byte[]>> hours;

    UsageTopic(
            @Channel("usage-hours") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<ProducerRecord<String, byte[]>> hours) {
        this.hours = hours;
    }

    /** Sends the events in their order; completes when Kafka has acknowledged them all. */
    Uni<Void> send(List<Event> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join()
                .all(events.stream().map(event -> hours.send(record(event))).toList())
                .andCollectFailures()
                .replaceWithVoid();
    }

    private static ProducerRecord<String, byte[]> record(Event event) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(EventTypes.USAGE_RECORDED.topic(), event.key(), event.value());
        event.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
