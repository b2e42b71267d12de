package io.enterprisemode.contracts.events;

import io.enterprisemode.contracts.Require;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in its envelope, as the outbox stores it and as consumers get it.
 *
 * @param source which service it comes from, such as {@code /teams-service}
 * @param type the CloudEvents type, see {@code EventTypes}
 * @param dataSchema the CloudEvents dataschema
 * @param organizationId null for what concerns none
 * @param key the key of the record on its topic
 * @param traceparent W3C trace context of what caused it
 * @param data JSON text
 */
public record Event(
        UUID id,
        URI source,
        String type,
        String subject,
        Instant time,
        URI dataSchema,
        @Nullable UUID organizationId,
        String key,
        @Nullable String traceparent,
        String data) {

    public Event {
        Require.present(id, "id");
        Require.present(source, "source");
        Require.text(type, "type");
        Require.text(subject, "subject");
        Require.present(time, "time");
        Require.present(dataSchema, "dataSchema");
        Require.text(key, "key");
        Require.text(data, "data");
    }

    /** An event of a type of the catalogue; key, subject and organization come from the data. */
    public static <T extends EventData> Event of(
            EventDefinition<T> definition, T data, UUID id, URI source, Instant time, @Nullable String traceparent) {
        return new Event(
                id,
                source,
                definition.type(),
                data.subject(),
                time,
                definition.dataSchema(),
                data.organizationId(),
                data.key(),
                traceparent,
                EventJson.write(data));
    }

    /**
     * An event of the key, headers and value of a Kafka record.
     *
     * @throws IllegalArgumentException when a header is missing or malformed; the data is not looked at
     */
    public static Event ofRecord(@Nullable String key, Map<String, String> headers, byte[] value) {
        Require.that(
                EventHeaders.SPEC_VERSION_VALUE.equals(headers.get(EventHeaders.SPEC_VERSION)),
                EventHeaders.SPEC_VERSION + " is not 1.0: " + headers.get(EventHeaders.SPEC_VERSION));
        String organization = headers.get(EventHeaders.ORGANIZATION);
        return new Event(
                UUID.fromString(header(headers, EventHeaders.ID)),
                URI.create(header(headers, EventHeaders.SOURCE)),
                header(headers, EventHeaders.TYPE),
                header(headers, EventHeaders.SUBJECT),
                instant(header(headers, EventHeaders.TIME)),
                URI.create(header(headers, EventHeaders.DATA_SCHEMA)),
                organization == null ? null : UUID.fromString(organization),
                Require.text(key, "key"),
                headers.get(EventHeaders.TRACE_PARENT),
                new String(value, StandardCharsets.UTF_8));
    }

    /** The Kafka headers of this event. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
        headers.put(EventHeaders.ID, id.toString());
        headers.put(EventHeaders.SOURCE, source.toString());
        headers.put(EventHeaders.TYPE, type);
        headers.put(EventHeaders.SUBJECT, subject);
        headers.put(EventHeaders.TIME, time.toString());
        headers.put(EventHeaders.DATA_SCHEMA, dataSchema.toString());
        if (organizationId != null) {
            headers.put(EventHeaders.ORGANIZATION, organizationId.toString());
        }
        headers.put(EventHeaders.CONTENT_TYPE, EventHeaders.JSON);
        if (traceparent != null) {
            headers.put(EventHeaders.TRACE_PARENT, traceparent);
        }
        return headers;
    }

    /** The value of the Kafka record: the data in UTF-8. */
    public byte[] value() {
        return data.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The data as the record of its definition.
     *
     * @throws IllegalArgumentException when this event is of another type or its data cannot be read
     */
    public <T extends EventData> T read(EventDefinition<T> definition) {
        Require.that(type.equals(definition.type()), "the event is a " + type + ", not a " + definition.type());
        return EventJson.read(data, definition.dataClass());
    }

    private static String header(Map<String, String> headers, String name) {
        return Require.text(headers.get(name), name);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(EventHeaders.TIME + " is no instant: " + text, e);
        }
    }
}
