package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The expected usage at the end of a period, if it continues at its pace since the present plan came into force. Sums
 * and counts grow in proportion to time, up to the cap of the plan; a maximum, a latest value and a count of distinct
 * values are assumed to stay as they are.
 */
final class UsagePace {

    /** The shortest time from which a pace is computed. */
    private static final Duration SHORTEST = Duration.ofDays(1);

    private UsagePace() {}

    /**
     * The expected usage of a period. It has no quantities by workspace, as it is not known how the rest is
     * distributed.
     *
     * @param counted what is used until now
     * @return empty while the present plan is in force for less than a day, and when another one is about to follow
     */
    static Optional<List<BilledUsage>> atEnd(Catalogue catalogue, CountedPeriod counted, Instant now) {
        UsagePeriod.Part last = counted.parts().getLast();
        boolean known = !now.isBefore(last.start().plus(SHORTEST)) && now.isBefore(last.end());
        return known
                ? Optional.of(counted.usage().stream()
                        .map(used -> new BilledUsage(
                                used.meter(), atEnd(cap(catalogue, counted, used.meter()), last, used, now), Map.of()))
                        .toList())
                : Optional.empty();
    }

    private static PeriodUsage atEnd(long cap, UsagePeriod.Part last, BilledUsage used, Instant now) {
        return switch (used.parts()) {
            case PeriodUsage.Sums sums -> {
                List<Long> atEnd = new ArrayList<>(sums.parts());
                long quantity = atEnd.removeLast();
                long most = cap - MinorUnits.sum(atEnd);
                atEnd.add(Math.max(quantity, Math.min(grown(last, quantity, now), most)));
                yield new PeriodUsage.Sums(atEnd);
            }
            case PeriodUsage.Distinct distinct -> distinct;
            case PeriodUsage.Levels levels -> levels;
        };
    }

    /** In proportion to time, rounded down. */
    private static long grown(UsagePeriod.Part span, long quantity, Instant now) {
        BigInteger whole =
                BigInteger.valueOf(Duration.between(span.start(), span.end()).toMillis());
        BigInteger passed =
                BigInteger.valueOf(Duration.between(span.start(), now).toMillis());
        return BigInteger.valueOf(quantity)
                .multiply(whole)
                .divide(passed)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static long cap(Catalogue catalogue, CountedPeriod counted, String meter) {
        PlanKey plan = counted.parts().getLast().plan();
        return catalogue
                .version(plan.plan(), plan.version())
                .allowance(meter)
                .map(allowance -> UsageLimit.of(allowance, counted.period().months()))
                .map(limit -> Math.min(limit.bound(), limit.cap() == null ? Long.MAX_VALUE : limit.cap()))
                .orElse(Long.MAX_VALUE);
    }
}
