package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.money.Fraction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A span of time in which usage is counted, limited and billed together: a month of the billing cycle, or less when the
 * subscription ends in it.
 *
 * @param start included
 * @param wholeEnd when it would end by itself, excluded
 * @param end as it ran, excluded; before {@code wholeEnd} when the subscription ended in it
 * @param paidUntil until when the plan at its end counts: {@code end}, or later when the fee was kept
 * @param months of included quantities
 */
public record UsagePeriod(Instant start, Instant wholeEnd, Instant end, Instant paidUntil, int months) {

    public UsagePeriod {
        if (!start.isBefore(wholeEnd) || end.isBefore(start) || end.isAfter(wholeEnd)) {
            throw new IllegalArgumentException("not a usage period: " + start + " to " + end + " of " + wholeEnd);
        }
        if (paidUntil.isBefore(end) || paidUntil.isAfter(wholeEnd) || months < 1) {
            throw new IllegalArgumentException("not a usage period: paid until " + paidUntil + ", months " + months);
        }
    }

    /** One that runs to its end. */
    public static UsagePeriod whole(Instant start, Instant end, int months) {
        return new UsagePeriod(start, end, end, end, months);
    }

    /** The same, ended before. */
    UsagePeriod cut(Instant at, Instant keptUntil) {
        Instant paid = keptUntil.isAfter(wholeEnd) ? wholeEnd : keptUntil;
        return new UsagePeriod(start, wholeEnd, at, paid, months);
    }

    /** Whether the instant lies in {@code [start, end)}. */
    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    /**
     * The span of one plan in this period.
     *
     * @param paidUntil of the last one that of the period, of the others their end
     */
    public record Part(PlanKey plan, Instant start, Instant end, Instant paidUntil) {

        /** Whether the instant lies in {@code [start, end)}. */
        public boolean contains(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }

    /**
     * Its parts in order of time, without those of no length; they follow each other without a gap.
     *
     * @param spans of the subscription, in order of time
     */
    public List<Part> parts(List<PlanSpan> spans) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            PlanSpan span = spans.get(i);
            Instant from = i == 0 || span.startsAt().isBefore(start) ? start : span.startsAt();
            Instant to = i + 1 < spans.size() && spans.get(i + 1).startsAt().isBefore(end)
                    ? spans.get(i + 1).startsAt()
                    : end;
            if (from.isBefore(to)) {
                parts.add(new Part(new PlanKey(span.plan(), span.planVersion()), from, to, to));
            }
        }
        if (!parts.isEmpty()) {
            Part last = parts.removeLast();
            parts.add(new Part(last.plan(), last.start(), last.end(), paidUntil));
        }
        return parts;
    }

    /** How much of the period's time a part stands for. */
    public Fraction share(Part part) {
        return new Fraction(
                Duration.between(part.start(), part.paidUntil()).toSeconds(),
                Duration.between(start, wholeEnd).toSeconds());
    }
}
