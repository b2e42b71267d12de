package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The usage periods of a subscription: its trial, and then months counted from the anchor.
 *
 * @param begin of the trial, or the anchor where there is none
 * @param anchor from which months are counted
 * @param yearlyUntil until then periods are years, as those of yearly subscriptions once were; null: never
 * @param end when the subscription ended or is about to; null: it goes on
 * @param paidUntil until when the plan counts in the period that the end cuts; null: until the end
 */
public record UsageCalendar(
        Instant begin,
        Instant anchor,
        @Nullable Instant yearlyUntil,
        @Nullable Instant end,
        @Nullable Instant paidUntil) {

    public UsageCalendar {
        if (begin.isAfter(anchor)) {
            throw new IllegalArgumentException("begins after its anchor: " + begin + ", " + anchor);
        }
    }

    /** One without a trial that goes on. */
    public static UsageCalendar from(Instant anchor) {
        return new UsageCalendar(anchor, anchor, null, null, null);
    }

    /** The usage period that contains the instant; empty before the begin and from the end on. */
    Optional<UsagePeriod> periodAt(Instant at) {
        return at.isBefore(begin) || (end != null && !at.isBefore(end))
                ? Optional.empty()
                : Optional.of(cut(wholePeriodAt(at)));
    }

    private UsagePeriod wholePeriodAt(Instant at) {
        if (at.isBefore(anchor)) {
            return UsagePeriod.whole(begin, anchor, 1);
        }
        BillingInterval length =
                yearlyUntil != null && at.isBefore(yearlyUntil) ? BillingInterval.YEAR : BillingInterval.MONTH;
        BillingPeriod period = BillingPeriods.containing(anchor, length, at).orElseThrow();
        return UsagePeriod.whole(period.start(), period.end(), length.months());
    }

    private UsagePeriod cut(UsagePeriod period) {
        return end == null || !end.isBefore(period.wholeEnd())
                ? period
                : period.cut(end, paidUntil == null ? end : paidUntil);
    }

    /** Whether the period is the trial. */
    boolean isTrial(UsagePeriod period) {
        return period.start().isBefore(anchor);
    }

    /** Whether a usage period ends at the instant by itself. */
    boolean isBoundary(Instant at) {
        return at.equals(anchor)
                || (at.isAfter(anchor) && wholePeriodAt(at).start().equals(at));
    }
}
