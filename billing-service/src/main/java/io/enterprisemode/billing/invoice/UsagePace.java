package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.BillingInterval;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
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
     * The parts of a period with the expected usage of each. The running part has no quantities by workspace, as it is
     * not known how the rest is distributed.
     *
     * @param parts with what is used until now
     * @return empty while the present plan is in force for less than a day, and when another one is about to follow
     */
    static Optional<List<InvoiceDraft.Part>> atEnd(
            BillingInterval interval, List<Meter> meters, List<InvoiceDraft.Part> parts, Instant now) {
        PlanPart last = parts.getLast().span();
        boolean known = !now.isBefore(last.start().plus(SHORTEST)) && now.isBefore(last.end());
        return known
                ? Optional.of(parts.stream()
                        .map(part -> part.span().contains(now) ? atEnd(interval, meters, part, now) : part)
                        .toList())
                : Optional.empty();
    }

    private static InvoiceDraft.Part atEnd(
            BillingInterval interval, List<Meter> meters, InvoiceDraft.Part part, Instant now) {
        return new InvoiceDraft.Part(
                part.span(),
                part.plan(),
                part.usage().stream()
                        .map(used -> new BilledUsage(
                                used.meter(), atEnd(interval, aggregated(meters, used), part, used, now), Map.of()))
                        .toList());
    }

    private static Optional<Meter> aggregated(List<Meter> meters, BilledUsage used) {
        return meters.stream()
                .filter(meter -> meter.code().equals(used.meter()))
                .findFirst();
    }

    private static long atEnd(
            BillingInterval interval, Optional<Meter> meter, InvoiceDraft.Part part, BilledUsage used, Instant now) {
        if (meter.isEmpty()) {
            return used.quantity();
        }
        return switch (meter.get().aggregation()) {
            case SUM, COUNT ->
                Math.max(
                        used.quantity(), Math.min(grown(part.span(), used.quantity(), now), cap(interval, part, used)));
            case MAX, LATEST, UNIQUE_COUNT -> used.quantity();
        };
    }

    /** In proportion to time, rounded down. */
    private static long grown(PlanPart span, long quantity, Instant now) {
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

    private static long cap(BillingInterval interval, InvoiceDraft.Part part, BilledUsage used) {
        Allowance allowance = part.plan().allowance(used.meter()).orElse(null);
        Long cap = allowance == null
                ? null
                : UsageLimit.of(allowance, interval, part.span().granted()).cap();
        return cap == null ? Long.MAX_VALUE : cap;
    }
}
