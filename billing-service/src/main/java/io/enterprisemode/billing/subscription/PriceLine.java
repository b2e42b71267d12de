package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.billing.LineKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The price of a plan for a span of time, or the credit for one that is not used. It is rounded once, HALF_UP:
 * {@code price * seconds / periodSeconds}.
 *
 * @param number of the line among those of its subscription, from 0; it is charged once
 * @param kind SUBSCRIPTION or CREDIT
 * @param plan whose price it is
 * @param start of what is charged or credited
 * @param end excluded
 * @param priceMinor full price of a fee period, in minor units
 * @param seconds of the fee period that are charged or credited
 * @param periodSeconds length of the fee period
 */
public record PriceLine(
        long number,
        LineKind kind,
        PlanKey plan,
        Instant start,
        Instant end,
        long priceMinor,
        long seconds,
        long periodSeconds) {

    public PriceLine {
        if (kind != LineKind.SUBSCRIPTION && kind != LineKind.CREDIT) {
            throw new IllegalArgumentException("not the price of a plan: " + kind);
        }
        if (seconds < 0 || seconds > periodSeconds) {
            throw new IllegalArgumentException("not a part of the period: " + seconds + " of " + periodSeconds);
        }
    }

    /** What is left of a fee period from an instant on; fractions of a second do not count. */
    static PriceLine rest(long number, LineKind kind, PlanKey plan, Instant at, BillingPeriod period, long priceMinor) {
        Instant from = at.truncatedTo(ChronoUnit.SECONDS);
        return new PriceLine(
                number,
                kind,
                plan,
                from,
                period.end(),
                priceMinor,
                Duration.between(from, period.end()).toSeconds(),
                Duration.between(period.start(), period.end()).toSeconds());
    }

    /** In minor units; negative for a credit. */
    public long amountMinor() {
        long amount = MinorUnits.share(priceMinor, seconds, periodSeconds);
        return kind == LineKind.CREDIT ? -amount : amount;
    }
}
