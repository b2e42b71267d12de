package io.enterprisemode.client.usage;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was used. Source and id identify it for good: an event that is sent twice is counted once.
 *
 * @param id unique within the source; null: the client draws a UUIDv7
 * @param source who sends, e.g. {@code /mailer/eu-1}; null: the source of the client
 * @param meter code of the meter, e.g. {@code emails}
 * @param workspaceId the workspace that used it
 * @param time when it happened; null: when it was given to the client
 * @param quantity in the meter's unit, not negative
 * @param properties of JSON's types (text, number, boolean, null, list, map)
 */
public record UsageEvent(
        @Nullable String id,
        @Nullable String source,
        String meter,
        String workspaceId,
        @Nullable Instant time,
        long quantity,
        Map<String, @Nullable Object> properties) {

    public UsageEvent {
        Objects.requireNonNull(meter, "meter");
        Objects.requireNonNull(workspaceId, "workspaceId");
        if (quantity < 0) {
            throw new IllegalArgumentException("quantity is negative: " + quantity);
        }
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** Usage of now, with an id and the source of the client. */
    public static UsageEvent of(String meter, UUID workspaceId, long quantity) {
        return new UsageEvent(null, null, meter, workspaceId.toString(), null, quantity, Map.of());
    }

    /**
     * The same with an id of your own, such as that of the message that was sent: your repetitions are then recognised,
     * too.
     */
    public UsageEvent withId(String other) {
        return new UsageEvent(other, source, meter, workspaceId, time, quantity, properties);
    }

    /** The same from another source. */
    public UsageEvent withSource(String other) {
        return new UsageEvent(id, other, meter, workspaceId, time, quantity, properties);
    }

    /** The same at another time. */
    public UsageEvent at(Instant other) {
        return new UsageEvent(id, source, meter, workspaceId, other, quantity, properties);
    }

    /** The same with a property more. */
    public UsageEvent with(String property, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(properties);
        more.put(property, value);
        return new UsageEvent(id, source, meter, workspaceId, time, quantity, more);
    }
}
