package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.ValueKey;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounter;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounterKey;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What is billable of a counter whose period is over is what would be counted if no backfill had come, in whatever
 * order live usage and backfills arrive.
 */
class BillableUsageTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant ARRIVED = Instant.parse("2026-02-02T00:00:00Z");
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    /**
     * Something that was used.
     *
     * @param day of the month
     * @param arrival tells apart what is of the same time
     */
    private record Use(UUID workspace, int day, int arrival, long quantity, String value, boolean backfilled) {

        private Instant receivedAt() {
            return ARRIVED.plusSeconds(arrival);
        }

        private UsageEvent event(Meter meter) {
            return new UsageEvent(
                    new UUID(9, arrival),
                    "/test",
                    String.valueOf(arrival),
                    meter,
                    workspace,
                    START.plusSeconds(86_400L * day),
                    quantity,
                    null,
                    meter.aggregation() == Aggregation.UNIQUE_COUNT ? UsageKeys.value(value) : null);
        }
    }

    private static Use live(UUID workspace, int day, int arrival, long quantity, String value) {
        return new Use(workspace, day, arrival, quantity, value, false);
    }

    private static Use backfilled(UUID workspace, int day, int arrival, long quantity, String value) {
        return new Use(workspace, day, arrival, quantity, value, true);
    }

    /** The rows of a meter, between transactions. */
    private static final class Rows {

        private final Meter meter;
        private final long bound;
        private long used;
        private long unbilled;
        private final Map<UUID, WorkspaceCounter> workspaces = new HashMap<>();
        private final Map<UUID, Long> unbilledOf = new HashMap<>();
        private final Map<ValueKey, Boolean> values = new HashMap<>();

        Rows(Meter meter, long bound) {
            this.meter = meter;
            this.bound = bound;
        }

        void write(Use use) {
            assertThat(decide(use)).isInstanceOf(UsageAccumulator.Decision.Counted.class);
        }

        UsageAccumulator.Decision decide(Use use) {
            UsageAccumulator accumulator = new UsageAccumulator(use.backfilled());
            Counter counter =
                    new Counter(meter, new CounterKey(meter.id(), START), END, null, Long.MAX_VALUE, bound, true);
            counter.used = used;
            counter.unbilled = unbilled;
            accumulator.put(counter);
            values.forEach(accumulator::known);
            WorkspaceCounter stored = workspaces.get(use.workspace());
            WorkspaceCounter workspace =
                    accumulator.workspaceCounter(new WorkspaceCounterKey(counter.key, use.workspace()));
            if (stored != null) {
                workspace.quantity = stored.quantity;
                workspace.own = stored.own;
                workspace.billable = stored.billable;
            }
            UsageAccumulator.Decision decision = accumulator.count(use.event(meter), use.receivedAt(), counter.key);
            if (decision instanceof UsageAccumulator.Decision.Refused) {
                return decision;
            }
            used = counter.used;
            unbilled = counter.unbilled;
            workspaces.put(use.workspace(), workspace);
            unbilledOf.merge(use.workspace(), workspace.addedUnbilled, Long::sum);
            accumulator.newValues().forEach(value -> values.put(value, accumulator.isUnbilled(value)));
            return decision;
        }

        /** As {@code UsageCounters} reads it. */
        Map<UUID, Long> billable() {
            Map<UUID, Long> billable = new HashMap<>();
            workspaces.forEach((workspace, counter) -> {
                OwnEvents events = counter.billable == null ? counter.own : counter.billable;
                long quantity =
                        switch (meter.aggregation()) {
                            case MAX -> events.greatest();
                            case LATEST -> events.last();
                            case SUM, COUNT, UNIQUE_COUNT -> counter.quantity - unbilledOf.getOrDefault(workspace, 0L);
                        };
                if (quantity != 0) {
                    billable.put(workspace, quantity);
                }
            });
            return billable;
        }

        long billableValues() {
            return values.values().stream().filter(isUnbilled -> !isUnbilled).count();
        }
    }

    /** What is counted of these in each workspace; of distinct values where they are said first. */
    private static Map<UUID, Long> counted(Aggregation aggregation, List<Use> uses) {
        Map<UUID, Long> counted = new HashMap<>();
        Set<String> seen = new HashSet<>();
        switch (aggregation) {
            case SUM -> uses.forEach(use -> counted.merge(use.workspace(), use.quantity(), Long::sum));
            case COUNT -> uses.forEach(use -> counted.merge(use.workspace(), 1L, Long::sum));
            case MAX -> uses.forEach(use -> counted.merge(use.workspace(), use.quantity(), Math::max));
            case LATEST ->
                uses.stream()
                        .sorted(Comparator.comparingInt(Use::day).thenComparingInt(Use::arrival))
                        .forEach(use -> counted.put(use.workspace(), use.quantity()));
            case UNIQUE_COUNT ->
                uses.stream()
                        .filter(use -> seen.add(use.value()))
                        .forEach(use -> counted.merge(use.workspace(), 1L, Long::sum));
        }
        counted.values().removeIf(quantity -> quantity == 0);
        return counted;
    }

    private static <T> List<List<T>> orders(List<T> some) {
        if (some.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> orders = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            List<T> others = new ArrayList<>(some);
            T first = others.remove(i);
            for (List<T> rest : orders(others)) {
                List<T> order = new ArrayList<>(List.of(first));
                order.addAll(rest);
                orders.add(order);
            }
        }
        return orders;
    }

    private static void assertBilledAlikeInEveryOrder(List<Use> uses) {
        for (Aggregation aggregation : Aggregation.values()) {
            Meter meter = new Meter((short) 9, "things", "Things", "thing", aggregation, null);
            for (List<Use> order : orders(uses)) {
                Rows rows = new Rows(meter, Long.MAX_VALUE);
                order.forEach(rows::write);
                List<Use> live = order.stream().filter(use -> !use.backfilled()).toList();
                Map<UUID, Long> expected = counted(aggregation, live);
                long total =
                        expected.values().stream().mapToLong(Long::longValue).sum();

                assertThat(rows.billable()).as("%s of %s", aggregation, order).isEqualTo(expected);
                assertThat(rows.used)
                        .as("all of %s of %s", aggregation, order)
                        .isEqualTo(counted(aggregation, order).values().stream()
                                .mapToLong(Long::longValue)
                                .sum());
                assertThat(rows.used - rows.unbilled)
                        .as("billable of %s of %s", aggregation, order)
                        .isEqualTo(total);
                if (aggregation == Aggregation.UNIQUE_COUNT) {
                    assertThat(rows.billableValues()).isEqualTo(total);
                }
            }
        }
    }

    @Test
    void aBackfillBeforeBetweenOrAfterLiveUsageChangesNothingThatIsBilled() {
        assertBilledAlikeInEveryOrder(List.of(
                backfilled(ONE, 20, 1, 500, "anna"),
                live(ONE, 10, 2, 30, "anna"),
                backfilled(ONE, 12, 3, 5, "bert"),
                live(ONE, 15, 4, 20, "bert"),
                live(OTHER, 11, 5, 7, "carl"),
                backfilled(OTHER, 5, 6, 0, "anna")));
    }

    /** Events of one time are in the order of their arrival; a value may come from several workspaces. */
    @Test
    void neitherDoesItWithTiesAndRepeatedQuantities() {
        assertBilledAlikeInEveryOrder(List.of(
                live(ONE, 10, 1, 30, "anna"),
                backfilled(ONE, 10, 2, 30, "anna"),
                live(ONE, 10, 3, 12, "anna"),
                backfilled(ONE, 10, 4, 99, "bert"),
                live(OTHER, 10, 5, 30, "bert"),
                live(OTHER, 10, 6, 30, "bert")));
    }

    @Test
    void whatOnlyABackfillSaidIsNotBilled() {
        assertBilledAlikeInEveryOrder(List.of(
                backfilled(ONE, 20, 1, 500, "anna"),
                backfilled(ONE, 10, 2, 30, "anna"),
                backfilled(OTHER, 10, 3, 30, "bert")));
    }

    /** What is billed is bounded, also where a backfill that is not billed has said more before. */
    @Test
    void whatIsHiddenByABackfillIsBoundedToo() {
        for (Aggregation aggregation : List.of(Aggregation.MAX, Aggregation.LATEST, Aggregation.SUM)) {
            Meter meter = new Meter((short) 9, "things", "Things", "thing", aggregation, null);
            Rows rows = new Rows(meter, 100);
            rows.write(backfilled(ONE, 20, 1, 500, "anna"));
            rows.write(live(ONE, 10, 2, 60, "anna"));
            rows.write(backfilled(ONE, 21, 3, 0, "anna"));
            assertThat(rows.decide(live(OTHER, 10, 4, 41, "anna")))
                    .isEqualTo(new UsageAccumulator.Decision.Refused(Refusal.CHARGE_TOO_LARGE));
            rows.write(live(OTHER, 10, 4, 40, "anna"));

            assertThat(rows.billable()).isEqualTo(Map.of(ONE, 60L, OTHER, 40L));
        }
    }

    /** As the version before billed it: the difference of two figures. */
    @Test
    void rowsOfTheVersionBeforeKeepTheirMeaning() {
        OwnEvents own = new OwnEvents(3, 500, 40, EventOrder.ofTime(START.plusSeconds(60)));

        OwnEvents billable = own.without(470);

        assertThat(billable.greatest()).isEqualTo(30);
        assertThat(billable.last()).isZero();
        assertThat(billable.events()).isEqualTo(3);
        assertThat(billable.latest()).isEqualTo(own.latest());
    }
}
