package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.billing.usage.UsageCounters;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.billing.usage.UsageEvents;
import io.enterprisemode.billing.usage.UsageEvents.LateEvents;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Recomputes usage periods from their raw events and compares them with what is counted and charged. */
@ApplicationScoped
class UsageProofs {

    /** How many late events of a meter are named. */
    private static final int MOST_LATE = 20;

    /** Usage that comes in meanwhile changes both, and they are read one after the other. */
    private static final int TRIES = 3;

    /** How long before or after the instant of a document what came in may have been counted after or before it. */
    private static final Duration CLOSING = Duration.ofMinutes(1);

    /** How many of these arrivals are looked at. */
    private static final int MOST_ARRIVALS = 50;

    private final UsageCounters counters;
    private final UsageEvents events;
    private final InvoiceRepository invoices;

    UsageProofs(UsageCounters counters, UsageEvents events, InvoiceRepository invoices) {
        this.counters = counters;
        this.events = events;
        this.invoices = invoices;
    }

    /**
     * What is found of a meter in a usage period. Amounts are in minor units, of all documents together.
     *
     * @param counted what is used by the counters, of MAX and LATEST the greatest level
     * @param recomputed the same by the events
     * @param countersEqual whether the counters of all parts and workspaces are what the events amount to
     * @param sumsEqual whether the counter of the organization is the sum of those of its workspaces
     * @param chargedMinor what was charged
     * @param expectedMinor what had to be charged when usage was billed last
     * @param whileClosing whether that depends on what came in while the document was made
     * @param late billable events that came in since
     * @param pendingMinor what the next document adjusts
     */
    record MeterProof(
            BilledPeriod period,
            String meter,
            long counted,
            long recomputed,
            boolean countersEqual,
            boolean sumsEqual,
            long chargedMinor,
            long expectedMinor,
            boolean whileClosing,
            LateEvents late,
            long pendingMinor) {

        boolean isEqual() {
            return countersEqual && sumsEqual && chargedMinor == expectedMinor;
        }
    }

    /** The events that are kept, and the counters, of a period; read until they agree, a few times. */
    private record Read(List<BilledUsage> counted, List<BilledUsage> recomputed, Set<String> different) {}

    /** What is found of each meter; empty: events of the period may have been dropped. */
    Uni<Optional<List<MeterProof>>> of(Tenant tenant, Catalogue catalogue, BilledPeriod period) {
        if (!events.isComplete(period.period().start())) {
            return Uni.createFrom().item(Optional.empty());
        }
        if (period.parts().isEmpty()) {
            return Uni.createFrom().item(Optional.of(List.of()));
        }
        return invoices.charged(tenant, period.subscriptionId(), period.period())
                .chain(charged -> invoices.lastCharged(tenant, period.subscriptionId(), period.period())
                        .map(last ->
                                last.filter(at -> at.isAfter(period.closedAt())).orElse(period.closedAt()))
                        .chain(closedAt -> read(tenant, catalogue, period, charged, TRIES)
                                .chain(read -> compared(tenant, catalogue, period, charged, closedAt, read))))
                .map(Optional::of);
    }

    private Uni<Read> read(
            Tenant tenant, Catalogue catalogue, BilledPeriod period, Map<String, Charged> charged, int tries) {
        return counters.billed(tenant, catalogue, period.planParts())
                .chain(counted -> events.billed(tenant, catalogue, period, UsageEvents.ALWAYS)
                        .map(recomputed -> read(catalogue, period, charged, counted, recomputed)))
                .chain(read -> read.different().isEmpty() || tries <= 1
                        ? Uni.createFrom().item(read)
                        : read(tenant, catalogue, period, charged, tries - 1));
    }

    private static Read read(
            Catalogue catalogue,
            BilledPeriod period,
            Map<String, Charged> charged,
            List<BilledUsage> counted,
            List<BilledUsage> recomputed) {
        Set<String> different = new HashSet<>();
        for (String code : UsageProof.meters(counted, recomputed, charged)) {
            Meter meter = catalogue.meter(code).orElseThrow();
            if (!UsageProof.isCounted(meter, period.parts().size(), counted, recomputed)) {
                different.add(code);
            }
        }
        return new Read(counted, recomputed, different);
    }

    private Uni<List<MeterProof>> compared(
            Tenant tenant,
            Catalogue catalogue,
            BilledPeriod period,
            Map<String, Charged> charged,
            Instant closedAt,
            Read read) {
        return counters.inconsistent(tenant, period.planParts())
                .chain(inconsistent -> events.late(tenant, catalogue, period.period(), closedAt, MOST_LATE)
                        .chain(late -> (late.isEmpty()
                                        ? Uni.createFrom().item(read.recomputed())
                                        : events.billed(tenant, catalogue, period, closedAt))
                                .map(usage -> UsageProof.missing(period, catalogue, usage, charged))
                                .chain(missing -> settledWhileClosing(
                                                tenant, catalogue, period, charged, closedAt, missing)
                                        .map(settled -> proofs(
                                                catalogue,
                                                period,
                                                charged,
                                                read,
                                                inconsistent,
                                                late,
                                                missing,
                                                settled)))));
    }

    /**
     * The meters that are charged as they should be if one counts what came in until some instant close to that of the
     * document. The document has the instant at which it was begun, and counts what was written until it had the locks
     * of the counters.
     */
    private Uni<Set<String>> settledWhileClosing(
            Tenant tenant,
            Catalogue catalogue,
            BilledPeriod period,
            Map<String, Charged> charged,
            Instant closedAt,
            Map<String, Charged> missing) {
        if (missing.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        Instant from = closedAt.minus(CLOSING);
        return events.arrivals(tenant, period.period(), from, closedAt.plus(CLOSING), MOST_ARRIVALS)
                .chain(arrivals -> {
                    if (arrivals.isEmpty()) {
                        return Uni.createFrom().item(Set.of());
                    }
                    List<Instant> cuts = new ArrayList<>(List.of(from));
                    arrivals.forEach(arrival -> cuts.add(arrival.plusNanos(1_000)));
                    return Multi.createFrom()
                            .iterable(cuts)
                            .onItem()
                            .transformToUniAndConcatenate(cut -> events.billed(tenant, catalogue, period, cut)
                                    .map(usage -> UsageProof.missing(period, catalogue, usage, charged)
                                            .keySet()))
                            .collect()
                            .asList()
                            .map(missingAt -> {
                                Set<String> settled = new HashSet<>();
                                for (String meter : missing.keySet()) {
                                    if (missingAt.stream().anyMatch(meters -> !meters.contains(meter))) {
                                        settled.add(meter);
                                    }
                                }
                                return settled;
                            });
                });
    }

    private static List<MeterProof> proofs(
            Catalogue catalogue,
            BilledPeriod period,
            Map<String, Charged> charged,
            Read read,
            List<String> inconsistent,
            Map<String, LateEvents> late,
            Map<String, Charged> missing,
            Set<String> settled) {
        Map<String, Charged> pending = UsageProof.missing(period, catalogue, read.recomputed(), charged);
        int parts = period.parts().size();
        List<MeterProof> proofs = new ArrayList<>();
        for (String code : UsageProof.meters(read.counted(), read.recomputed(), charged)) {
            Meter meter = catalogue.meter(code).orElseThrow();
            long chargedMinor = charged.getOrDefault(code, Charged.NOTHING).amountMinor();
            long missingMinor = settled.contains(code)
                    ? 0
                    : missing.getOrDefault(code, Charged.NOTHING).amountMinor();
            proofs.add(new MeterProof(
                    period,
                    code,
                    UsageProof.used(UsageProof.of(meter, parts, read.counted()).parts()),
                    UsageProof.used(
                            UsageProof.of(meter, parts, read.recomputed()).parts()),
                    !read.different().contains(code),
                    !inconsistent.contains(code),
                    chargedMinor,
                    Math.addExact(chargedMinor, missingMinor),
                    settled.contains(code),
                    late.getOrDefault(code, LateEvents.NONE),
                    pending.getOrDefault(code, Charged.NOTHING).amountMinor()));
        }
        return proofs;
    }
}
