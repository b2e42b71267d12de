package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A usage event on {@code billing.usage.ingest.v1}: a CloudEvent 1.0 in Kafka's binary mode, with extension attributes
 * for what HTTP takes from the credential. billing-service writes such records for {@code Prefer: respond-async};
 * trusted producers may write them themselves.
 *
 * @param id unique within the source, any text
 * @param source who sends, any text
 * @param meter the CloudEvents type
 * @param subject the id of the workspace
 * @param time when it happened, RFC 3339, as it was sent
 * @param receivedAt when it was accepted: the limits of its time are judged by it
 * @param reachTeams the teams in whose workspaces the sender may report; empty: everywhere in the organization
 * @param traceparent W3C trace context of what caused it
 * @param data JSON text: {@code quantity} and {@code properties}
 */
public record QueuedUsage(
        UUID organizationId,
        String id,
        String source,
        String meter,
        String subject,
        String time,
        Instant receivedAt,
        List<UUID> reachTeams,
        @Nullable String traceparent,
        String data) {

    public QueuedUsage {
        Require.present(organizationId, "organizationId");
        Require.text(id, "id");
        Require.text(source, "source");
        Require.text(meter, "meter");
        Require.text(subject, "subject");
        Require.text(time, "time");
        Require.present(receivedAt, "receivedAt");
        reachTeams = List.copyOf(reachTeams);
        Require.text(data, "data");
    }

    /**
     * The event of a record.
     *
     * @param timestamp of the record: when it was accepted, unless a header says so
     * @throws IllegalArgumentException when a header is missing or malformed, the key does not fit, or the data is not
     *     UTF-8; it is not looked at otherwise
     */
    public static QueuedUsage ofRecord(
            @Nullable String key, Map<String, String> headers, byte[] value, Instant timestamp) {
        Require.that(
                EventHeaders.SPEC_VERSION_VALUE.equals(headers.get(EventHeaders.SPEC_VERSION)),
                EventHeaders.SPEC_VERSION + " is not 1.0: " + headers.get(EventHeaders.SPEC_VERSION));
        String receivedAt = headers.get(EventHeaders.RECEIVED_TIME);
        QueuedUsage usage = new QueuedUsage(
                UUID.fromString(header(headers, EventHeaders.ORGANIZATION)),
                header(headers, EventHeaders.ID),
                header(headers, EventHeaders.SOURCE),
                header(headers, EventHeaders.TYPE),
                header(headers, EventHeaders.SUBJECT),
                header(headers, EventHeaders.TIME),
                receivedAt == null ? timestamp : instant(receivedAt),
                teams(headers.get(EventHeaders.REACH_TEAMS)),
                headers.get(EventHeaders.TRACE_PARENT),
                text(value));
        Require.that(usage.key().equals(key), "the key is not <organization>:<workspace> of the headers: " + key);
        return usage;
    }

    /** The key of the record: events of one workspace are in order. */
    public String key() {
        return organizationId + ":" + subject;
    }

    /** The headers of the record. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
        headers.put(EventHeaders.ID, id);
        headers.put(EventHeaders.SOURCE, source);
        headers.put(EventHeaders.TYPE, meter);
        headers.put(EventHeaders.SUBJECT, subject);
        headers.put(EventHeaders.TIME, time);
        headers.put(EventHeaders.CONTENT_TYPE, EventHeaders.JSON);
        headers.put(EventHeaders.ORGANIZATION, organizationId.toString());
        headers.put(EventHeaders.RECEIVED_TIME, receivedAt.toString());
        if (!reachTeams.isEmpty()) {
            headers.put(
                    EventHeaders.REACH_TEAMS,
                    reachTeams.stream().map(UUID::toString).collect(Collectors.joining(",")));
        }
        if (traceparent != null) {
            headers.put(EventHeaders.TRACE_PARENT, traceparent);
        }
        return headers;
    }

    /** The value of the record: the data in UTF-8. */
    public byte[] value() {
        return data.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the value is not UTF-8", e);
        }
    }

    private static String header(Map<String, String> headers, String name) {
        return Require.text(headers.get(name), name);
    }

    private static List<UUID> teams(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(UUID::fromString).toList();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(EventHeaders.RECEIVED_TIME + " is no instant: " + text, e);
        }
    }
}
