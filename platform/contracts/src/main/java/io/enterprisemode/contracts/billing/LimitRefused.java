package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * Usage of a meter was refused by a limit; published once per period, and separately from {@link LimitReached}: usage
 * may be refused because of its size although the limit is not reached.
 *
 * @param limitQuantity what usage may grow to, in the meter's unit
 * @param used usage in the period when it was refused, without what was refused
 * @param periodStart included
 * @param periodEnd excluded
 */
public record LimitRefused(
        UUID organizationId,
        String meter,
        LimitBehaviour behaviour,
        long limitQuantity,
        long used,
        Instant periodStart,
        Instant periodEnd,
        Instant refusedAt)
        implements EventData {

    public LimitRefused {
        Require.present(organizationId, "organizationId");
        Require.text(meter, "meter");
        Require.present(behaviour, "behaviour");
        Require.notNegative(limitQuantity, "limitQuantity");
        Require.present(periodStart, "periodStart");
        Require.present(periodEnd, "periodEnd");
        Require.that(
                periodStart.isBefore(periodEnd),
                "the period ends before it starts: " + periodStart + " to " + periodEnd);
        Require.present(refusedAt, "refusedAt");
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
