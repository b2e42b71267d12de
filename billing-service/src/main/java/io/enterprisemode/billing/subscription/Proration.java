package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.money.MinorUnits;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What the changes of plan inside one period cost, to the second. Each change credits the unused part of the plan in
 * force before it and charges the remaining part of the new one; each of the two is rounded once. The used part is
 * amount minus credit, so that nothing is rounded twice.
 *
 * @param periodSeconds length of the period
 * @param lines one per change, in order of time
 * @param netMinor what the changes cost together; negative for a credit
 * @param periodTotalMinor the price invoiced at the start and the net
 */
public record Proration(long periodSeconds, List<Line> lines, long netMinor, long periodTotalMinor) {

    public Proration {
        lines = List.copyOf(lines);
    }

    /**
     * One change.
     *
     * @param remainingSeconds from the change to the end of the period
     * @param amountMinor what had been invoiced for the span that was running
     * @param creditMinor its unused part: full price of the plan before x remaining / period, rounded HALF_UP
     * @param usedMinor amount minus credit
     * @param chargeMinor full price of the new plan x remaining / period, rounded HALF_UP
     * @param netMinor charge minus credit
     */
    public record Line(
            long remainingSeconds,
            long amountMinor,
            long creditMinor,
            long usedMinor,
            long chargeMinor,
            long netMinor) {}

    /**
     * Prorates the changes of a period whose whole price had been invoiced at its start.
     *
     * @param changes in order of time, each within the period; fractions of a second do not count
     * @throws IllegalArgumentException when a change lies outside the period or before the one before it
     */
    public static Proration of(Instant periodStart, Instant periodEnd, long priceMinor, List<PlanChange> changes) {
        Instant start = periodStart.truncatedTo(ChronoUnit.SECONDS);
        Instant end = periodEnd.truncatedTo(ChronoUnit.SECONDS);
        long periodSeconds = start.until(end, ChronoUnit.SECONDS);
        if (periodSeconds <= 0) {
            throw new IllegalArgumentException("the period ends before it starts: " + periodStart + " to " + periodEnd);
        }
        List<Line> lines = new ArrayList<>();
        Instant earliest = start;
        long fullPrice = priceMinor;
        long invoiced = priceMinor;
        for (PlanChange change : changes) {
            Instant at = change.at().truncatedTo(ChronoUnit.SECONDS);
            if (at.isBefore(earliest) || !at.isBefore(end)) {
                throw new IllegalArgumentException(
                        "a change lies outside the period or before another one: " + change.at());
            }
            Line line =
                    line(at.until(end, ChronoUnit.SECONDS), periodSeconds, fullPrice, invoiced, change.priceMinor());
            lines.add(line);
            earliest = at;
            fullPrice = change.priceMinor();
            invoiced = line.chargeMinor();
        }
        long net = MinorUnits.sum(lines.stream().map(Line::netMinor).toList());
        return new Proration(periodSeconds, lines, net, Math.addExact(priceMinor, net));
    }

    private static Line line(long remaining, long period, long oldPrice, long invoiced, long newPrice) {
        long credit = MinorUnits.share(oldPrice, remaining, period);
        long charge = MinorUnits.share(newPrice, remaining, period);
        return new Line(
                remaining,
                invoiced,
                credit,
                Math.subtractExact(invoiced, credit),
                charge,
                Math.subtractExact(charge, credit));
    }
}
