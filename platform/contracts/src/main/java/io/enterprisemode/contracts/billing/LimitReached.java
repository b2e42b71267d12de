package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * A meter's usage crossed a limit; published once per threshold and period.
 *
 * @param limitQuantity the quantity at the crossed threshold, in the meter's unit
 * @param used usage in the period when it was crossed
 * @param periodStart included
 * @param periodEnd excluded
 */
public record LimitReached(
        UUID organizationId,
        String meter,
        LimitThreshold threshold,
        LimitBehaviour behaviour,
        long limitQuantity,
        long used,
        Instant periodStart,
        Instant periodEnd,
        Instant reachedAt)
        implements EventData {

    public LimitReached {
        Require.present(organizationId, "organizationId");
        Require.text(meter, "meter");
        Require.present(threshold, "threshold");
        Require.present(behaviour, "behaviour");
        Require.notNegative(limitQuantity, "limitQuantity");
        Require.present(periodStart, "periodStart");
        Require.present(periodEnd, "periodEnd");
        Require.that(
                periodStart.isBefore(periodEnd),
                "the period ends before it starts: " + periodStart + " to " + periodEnd);
        Require.present(reachedAt, "reachedAt");
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return meter;
    }
}
