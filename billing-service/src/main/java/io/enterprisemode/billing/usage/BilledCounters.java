package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.rating.PartLevels;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds up the counters of workspaces in the parts of a usage period. */
final class BilledCounters {

    /** What is counted of a workspace in a part. */
    private record Counted(
            long quantity,
            boolean hasEvents,
            long greatest,
            @Nullable Long last) {

        private PartLevels.@Nullable Said said() {
            return hasEvents ? new PartLevels.Said(greatest, last == null ? greatest : last) : null;
        }
    }

    private record Distinct(long values, long withPrice) {}

    private final Catalogue catalogue;
    private final List<PlanPart> parts;
    private final SortedMap<Short, Map<UUID, Map<Instant, Counted>>> counted = new TreeMap<>();
    private final Map<Short, Distinct> distinct = new HashMap<>();

    /**
     * @param rows of what is billable: meter_id, workspace_id, period_start, quantity (of MAX and LATEST it means
     *     nothing), whether there are events, their greatest quantity, the last quantity
     * @param distinctValues meter_id, distinct values of the period, those in parts with a price; none of a period with
     *     one part
     */
    BilledCounters(Catalogue catalogue, List<PlanPart> parts, List<Object[]> rows, List<Object[]> distinctValues) {
        this.catalogue = catalogue;
        this.parts = parts;
        for (Object[] row : rows) {
            counted.computeIfAbsent(((Number) row[0]).shortValue(), meter -> new HashMap<>())
                    .computeIfAbsent((UUID) row[1], workspace -> new HashMap<>())
                    .put(
                            ((OffsetDateTime) row[2]).toInstant(),
                            new Counted(
                                    ((Number) row[3]).longValue(),
                                    (Boolean) row[4],
                                    ((Number) row[5]).longValue(),
                                    row[6] == null ? null : ((Number) row[6]).longValue()));
        }
        distinctValues.forEach(row -> distinct.put(
                ((Number) row[0]).shortValue(),
                new Distinct(((Number) row[1]).longValue(), ((Number) row[2]).longValue())));
    }

    /** What is billed of each meter. */
    List<BilledUsage> all() {
        List<BilledUsage> all = new ArrayList<>();
        counted.forEach((meter, workspaces) -> all.add(billed(catalogue.meter(meter), workspaces)));
        return all;
    }

    private BilledUsage billed(Meter meter, Map<UUID, Map<Instant, Counted>> workspaces) {
        Map<UUID, List<Long>> byWorkspace = new HashMap<>();
        workspaces.forEach((workspace, ofParts) -> byWorkspace.put(workspace, ofParts(meter, ofParts)));
        List<Long> sums = new ArrayList<>(Collections.nCopies(parts.size(), 0L));
        Map<UUID, Long> shares = new HashMap<>();
        byWorkspace.forEach((workspace, quantities) -> {
            long share = 0;
            for (int i = 0; i < parts.size(); i++) {
                sums.set(i, Math.addExact(sums.get(i), quantities.get(i)));
                share = isLevel(meter) ? Math.max(share, quantities.get(i)) : Math.addExact(share, quantities.get(i));
            }
            if (share != 0) {
                shares.put(workspace, share);
            }
        });
        return new BilledUsage(meter.code(), usage(meter, sums), shares);
    }

    private List<Long> ofParts(Meter meter, Map<Instant, Counted> ofParts) {
        List<PartLevels.@Nullable Said> said = new ArrayList<>();
        List<Long> quantities = new ArrayList<>();
        for (PlanPart part : parts) {
            Counted here = ofParts.get(part.start());
            said.add(here == null ? null : here.said());
            quantities.add(here == null ? 0 : here.quantity());
        }
        return switch (meter.aggregation()) {
            case MAX ->
                PartLevels.max(
                        parts.stream()
                                .map(part -> new PlanKey(part.plan(), part.planVersion()))
                                .toList(),
                        said);
            case LATEST -> PartLevels.latest(said);
            case SUM, COUNT, UNIQUE_COUNT -> quantities;
        };
    }

    private PeriodUsage usage(Meter meter, List<Long> sums) {
        return switch (meter.aggregation()) {
            case SUM, COUNT -> new PeriodUsage.Sums(sums);
            case MAX, LATEST -> new PeriodUsage.Levels(sums);
            case UNIQUE_COUNT -> {
                Distinct values = distinct.getOrDefault(meter.id(), new Distinct(0, 0));
                yield parts.size() > 1
                        ? new PeriodUsage.Distinct(values.values(), values.withPrice())
                        : new PeriodUsage.Distinct(
                                sums.getFirst(),
                                UsageCounters.isPriced(catalogue, parts.getFirst(), meter) ? sums.getFirst() : 0);
            }
        };
    }

    private static boolean isLevel(Meter meter) {
        return meter.aggregation() == Aggregation.MAX || meter.aggregation() == Aggregation.LATEST;
    }
}
