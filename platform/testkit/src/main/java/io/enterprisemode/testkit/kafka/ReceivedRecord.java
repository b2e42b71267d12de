package io.enterprisemode.testkit.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.EventJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read from a topic.
 *
 * @param headers as text; of several with one name the last
 * @param value the bytes as text in UTF-8; null for a tombstone
 */
public record ReceivedRecord(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        Map<String, String> headers,
        @Nullable String value) {

    static ReceivedRecord of(ConsumerRecord<String, byte[]> read) {
        Map<String, String> headers = new LinkedHashMap<>();
        read.headers().forEach(header -> {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        });
        String value = read.value() == null ? null : new String(read.value(), StandardCharsets.UTF_8);
        return new ReceivedRecord(read.topic(), read.partition(), read.offset(), read.key(), headers, value);
    }

    /** The record as an event; fails when a header is missing. */
    public Event event() {
        return Event.ofRecord(key, headers, text().getBytes(StandardCharsets.UTF_8));
    }

    /** The value as JSON. */
    public JsonNode json() {
        return EventJson.tree(text());
    }

    /** Whether the record is an event of the type. */
    public boolean isOf(String type) {
        return type.equals(headers.get(EventHeaders.TYPE));
    }

    /** Whether the record belongs to the organization by its header. */
    public boolean belongsTo(java.util.UUID organization) {
        return organization.toString().equals(headers.get(EventHeaders.ORGANIZATION));
    }

    private String text() {
        if (value == null) {
            throw new IllegalStateException("a tombstone: " + topic + " " + key);
        }
        return value;
    }
}
