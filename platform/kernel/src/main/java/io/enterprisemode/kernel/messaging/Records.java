package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Between events and Kafka records (CloudEvents 1.0, binary mode). */
final class Records {

    /** The CloudEvents source of this service. */
    static final URI SOURCE =
            URI.create("/" + ConfigProvider.getConfig().getValue("enterprise.service", String.class) + "-service");

    private Records() {}

    static ProducerRecord<String, byte[]> of(String topic, @Nullable Integer partition, Event event) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, partition, event.key(), event.value());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /**
     * The event of a record.
     *
     * @throws IllegalArgumentException when the record is no CloudEvent
     */
    static Event event(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new IllegalArgumentException("the record has no value");
        }
        return Event.ofRecord(record.key(), RecordHandler.headers(record), record.value());
    }
}
