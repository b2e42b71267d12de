package io.enterprisemode.reporting.revenue;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Monthly recurring revenue (MRR) and its movements. A month's figure is what is in force at its last instant (UTC);
 * movements compare the ends of months per organization, so that what happens inside a month and is undone at its end
 * is not seen.
 *
 * @param openingMinor MRR at the end of the month before the first
 */
public record RecurringRevenue(long openingMinor, List<Month> months) {

    public RecurringRevenue {
        months = List.copyOf(months);
    }

    /**
     * One month, in minor units. The five movements sum to the change of the MRR since the month before.
     *
     * @param payingOrganizations how many have an MRR above 0
     * @param newMinor from organizations that never paid at the end of an earlier month
     * @param expansionMinor more from organizations that paid already
     * @param contractionMinor less from organizations that still pay; not positive
     * @param churnMinor from organizations that pay no more; not positive
     * @param reactivationMinor from organizations that paid once, then not, and now again
     */
    public record Month(
            YearMonth month,
            long mrrMinor,
            int payingOrganizations,
            long newMinor,
            long expansionMinor,
            long contractionMinor,
            long churnMinor,
            long reactivationMinor) {

        private Month plus(Month other) {
            return new Month(
                    month,
                    Math.addExact(mrrMinor, other.mrrMinor),
                    payingOrganizations + other.payingOrganizations,
                    Math.addExact(newMinor, other.newMinor),
                    Math.addExact(expansionMinor, other.expansionMinor),
                    Math.addExact(contractionMinor, other.contractionMinor),
                    Math.addExact(churnMinor, other.churnMinor),
                    Math.addExact(reactivationMinor, other.reactivationMinor));
        }
    }

    /**
     * The figures of the months from first to last, both included.
     *
     * @param organizations the spans of each organization, in one currency, in any order
     */
    public static RecurringRevenue of(
            YearMonth first, YearMonth last, Collection<? extends List<SubscriptionSpan>> organizations) {
        List<Month> months = Stream.iterate(first, month -> !month.isAfter(last), month -> month.plusMonths(1))
                .map(month -> figuresOf(month, organizations))
                .toList();
        long opening = 0;
        for (List<SubscriptionSpan> spans : organizations) {
            opening = Math.addExact(opening, mrrMinor(spans, first.minusMonths(1)));
        }
        return new RecurringRevenue(opening, months);
    }

    /** The MRR of one organization at the end of a month, in minor units. */
    public static long mrrMinor(List<SubscriptionSpan> spans, YearMonth month) {
        Instant end = endOf(month);
        return spans.stream()
                .filter(span -> span.inForceJustBefore(end))
                .mapToLong(SubscriptionSpan::monthlyMinor)
                .reduce(0, Math::addExact);
    }

    private static Month figuresOf(YearMonth month, Collection<? extends List<SubscriptionSpan>> organizations) {
        Month figures = new Month(month, 0, 0, 0, 0, 0, 0, 0);
        for (List<SubscriptionSpan> spans : organizations) {
            figures = figures.plus(figuresOf(month, spans));
        }
        return figures;
    }

    private static Month figuresOf(YearMonth month, List<SubscriptionSpan> spans) {
        long before = mrrMinor(spans, month.minusMonths(1));
        long now = mrrMinor(spans, month);
        long change = Math.subtractExact(now, before);
        int paying = now > 0 ? 1 : 0;
        if (before == 0 && now > 0) {
            return paidBefore(spans, month)
                    ? new Month(month, now, paying, 0, 0, 0, 0, change)
                    : new Month(month, now, paying, change, 0, 0, 0, 0);
        }
        if (now == 0) {
            return new Month(month, now, paying, 0, 0, 0, change, 0);
        }
        return change > 0
                ? new Month(month, now, paying, 0, change, 0, 0, 0)
                : new Month(month, now, paying, 0, 0, change, 0, 0);
    }

    /** Whether the organization's MRR was above 0 at the end of any month before this one. */
    private static boolean paidBefore(List<SubscriptionSpan> spans, YearMonth month) {
        return spans.stream()
                .filter(span -> span.monthlyMinor() > 0)
                .map(span -> YearMonth.from(span.from().atOffset(ZoneOffset.UTC)))
                .anyMatch(start -> start.isBefore(month) && mrrMinor(spans, start) > 0);
    }

    private static Instant endOf(YearMonth month) {
        return month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
