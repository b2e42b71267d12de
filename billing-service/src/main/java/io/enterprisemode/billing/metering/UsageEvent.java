package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Meter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A usage event that has been read; whether it is taken in is decided later.
 *
 * @param key of source and id, see {@link UsageKeys}
 * @param time when it happened, to the microsecond
 * @param quantity in the meter's unit, never negative
 * @param properties JSON object as text; null: none
 * @param value key of what UNIQUE_COUNT counts; null for other aggregations
 * @param groups value of each property that the meter is grouped by
 */
public record UsageEvent(
        UUID key,
        String source,
        String id,
        Meter meter,
        UUID workspaceId,
        Instant time,
        long quantity,
        @Nullable String properties,
        @Nullable UUID value,
        Map<String, String> groups) {

    /** The largest quantity of one event. */
    public static final long LARGEST_QUANTITY = 1_000_000_000_000_000L;

    public UsageEvent {
        groups = Map.copyOf(groups);
    }

    /** An event of a meter that is not grouped by anything. */
    public UsageEvent(
            UUID key,
            String source,
            String id,
            Meter meter,
            UUID workspaceId,
            Instant time,
            long quantity,
            @Nullable String properties,
            @Nullable UUID value) {
        this(key, source, id, meter, workspaceId, time, quantity, properties, value, Map.of());
    }

    /** The hour it belongs to. */
    Instant hour() {
        return time.truncatedTo(ChronoUnit.HOURS);
    }
}
