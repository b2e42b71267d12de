package io.enterprisemode.testkit.kafka;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.EventHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes events and damaged records in tests; every method waits until Kafka has acknowledged. */
public final class Publisher {

    private static @Nullable Producer<String, byte[]> producer;

    private Publisher() {}

    /** Publishes data of the catalogue on its topic, with a new event id, as of now; answers the event. */
    @SuppressWarnings("unchecked") // the definition is looked up by the class of the data
    public static <T extends EventData> Event publish(T data) {
        EventDefinition<T> definition = (EventDefinition<T>) EventTypes.of(data.getClass());
        String service = definition.type().split("\\.", -1)[2];
        Event event = Event.of(
                definition, data, UUID.randomUUID(), URI.create("/" + service + "-service"), Instant.now(), null);
        publish(definition.topic(), event);
        return event;
    }

    /** Publishes an event, for instance one that was published before: a duplicate. */
    public static RecordMetadata publish(String topic, Event event) {
        return publish(topic, event.key(), event.headers(), event.value());
    }

    /** Publishes the event of a type with any JSON text as its data. */
    public static RecordMetadata publish(String topic, String key, String type, UUID organization, String json) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
        headers.put(EventHeaders.ID, UUID.randomUUID().toString());
        headers.put(EventHeaders.SOURCE, "/testkit");
        headers.put(EventHeaders.TYPE, type);
        headers.put(EventHeaders.SUBJECT, key);
        headers.put(EventHeaders.TIME, Instant.now().toString());
        headers.put(EventHeaders.DATA_SCHEMA, "urn:enterprisemode:schema:" + type);
        headers.put(EventHeaders.ORGANIZATION, organization.toString());
        headers.put(EventHeaders.CONTENT_TYPE, EventHeaders.JSON);
        return publish(topic, key, headers, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Publishes a record that no consumer can read: right headers of the type, no JSON; answers the id of the event.
     */
    public static UUID poison(String topic, String key, String type, UUID organization) {
        UUID id = UUID.randomUUID();
        Event event = new Event(
                id,
                URI.create("/testkit"),
                type,
                key,
                Instant.now(),
                URI.create("urn:enterprisemode:schema:" + type),
                organization,
                key,
                null,
                "{\"poison\": ");
        publish(topic, event);
        return id;
    }

    /** Publishes any record. */
    public static RecordMetadata publish(
            String topic, @Nullable String key, Map<String, String> headers, byte @Nullable [] value) {
        ProducerRecord<String, byte[]> kafkaRecord = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> kafkaRecord.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            return producer().send(kafkaRecord).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while publishing to " + topic, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Could not publish to " + topic, e.getCause());
        }
    }

    private static synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers", KafkaBroker.bootstrapServers(),
                    "acks", "all",
                    "linger.ms", "0");
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
