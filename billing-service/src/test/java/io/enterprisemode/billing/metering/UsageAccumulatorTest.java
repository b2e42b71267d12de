package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.Decision;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageAccumulatorTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2026-02-01T00:00:00Z");
    private static final UUID ONE = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();

    private static Meter meter(Aggregation aggregation) {
        return new Meter((short) 9, "things", "Things", "thing", aggregation, null);
    }

    private static UsageEvent event(Meter meter, UUID workspace, String time, long quantity, @Nullable String value) {
        return new UsageEvent(
                UUID.randomUUID(),
                "/test",
                "id",
                meter,
                workspace,
                Instant.parse(time),
                quantity,
                null,
                value == null ? null : UsageKeys.value(value));
    }

    private static UsageEvent event(Meter meter, UUID workspace, String time, long quantity) {
        return event(meter, workspace, time, quantity, null);
    }

    private static CounterKey key(Meter meter) {
        return new CounterKey(meter.id(), START);
    }

    private static Counter counter(Meter meter, @Nullable UsageLimit limit, boolean over) {
        return new Counter(meter, key(meter), END, limit, over);
    }

    private static UsageLimit block(long included) {
        return new UsageLimit(included, Math.ceilDiv(included * 80, 100), LimitBehaviour.BLOCK, null);
    }

    private static Decision count(UsageAccumulator accumulator, UsageEvent event) {
        return accumulator.count(event, key(event.meter()));
    }

    private static List<String> said(UsageAccumulator accumulator) {
        return accumulator.notices().stream()
                .map(notice -> switch (notice) {
                    case UsageAccumulator.ThresholdReached reached ->
                        reached.threshold().name();
                    case UsageAccumulator.LimitRefusal refusal -> "REFUSED";
                })
                .toList();
    }

    /** Neither by what was refused, nor while nothing is used where nothing is included. */
    @Test
    void aLimitIsReachedOnlyByWhatIsUsed() {
        Meter meter = meter(Aggregation.SUM);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter(meter, block(10), false));
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 1_000_000));
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 1_000_000));
        assertThat(said(accumulator)).containsExactly("REFUSED");
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 10));
        assertThat(said(accumulator)).containsExactly("REFUSED", "SOFT", "HARD");

        UsageAccumulator nothing = new UsageAccumulator(false);
        nothing.put(counter(meter, new UsageLimit(0, 0, LimitBehaviour.OVERAGE, null), false));
        count(nothing, event(meter, ONE, "2026-01-05T08:10:00Z", 0));
        count(nothing, event(meter, ONE, "2026-01-05T08:10:00Z", 5));
        assertThat(said(nothing)).isEmpty();
    }

    @Test
    void sumsAndCountsAddUpOverWorkspaces() {
        for (Aggregation aggregation : new Aggregation[] {Aggregation.SUM, Aggregation.COUNT}) {
            Meter meter = meter(aggregation);
            Counter counter = counter(meter, null, false);
            UsageAccumulator accumulator = new UsageAccumulator(false);
            accumulator.put(counter);

            count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 5));
            count(accumulator, event(meter, OTHER, "2026-01-05T08:20:00Z", 7));

            assertThat(counter.used).isEqualTo(aggregation == Aggregation.SUM ? 12 : 2);
            assertThat(accumulator.hours()).hasSize(2);
        }
    }

    @Test
    void theMaximumIsTakenPerWorkspaceAndAddedUp() {
        Meter meter = meter(Aggregation.MAX);
        Counter counter = counter(meter, null, false);
        counter.used = 10;
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);
        accumulator.workspaceCounter(new UsageAccumulator.WorkspaceCounterKey(counter.key, ONE)).quantity = 10;

        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 7));
        count(accumulator, event(meter, ONE, "2026-01-05T08:20:00Z", 12));
        count(accumulator, event(meter, OTHER, "2026-01-05T08:30:00Z", 3));

        assertThat(counter.used).isEqualTo(15);
        assertThat(accumulator.changedWorkspaceCounters())
                .extracting(workspace -> workspace.added)
                .containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void theLatestQuantityCountsAndAtTheSameTimeTheLaterArrival() {
        Meter meter = meter(Aggregation.LATEST);
        Counter counter = counter(meter, null, false);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        Instant received = Instant.parse("2026-01-05T09:00:00Z");
        accumulator.count(event(meter, ONE, "2026-01-05T08:20:00Z", 50), received, counter.key);
        accumulator.count(event(meter, ONE, "2026-01-05T08:10:00Z", 90), received.plusSeconds(1), counter.key);
        assertThat(counter.used).isEqualTo(50);
        accumulator.count(event(meter, ONE, "2026-01-05T08:20:00Z", 20), received.plusSeconds(2), counter.key);
        accumulator.count(event(meter, ONE, "2026-01-05T08:20:00Z", 70), received.minusSeconds(1), counter.key);

        assertThat(counter.used).isEqualTo(20);
        assertThat(accumulator.hours())
                .singleElement()
                .extracting(hour -> hour.quantity)
                .isEqualTo(20L);
    }

    @Test
    void distinctValuesCountOnceInTheWholeOrganization() {
        Meter meter = meter(Aggregation.UNIQUE_COUNT);
        Counter counter = counter(meter, null, false);
        counter.used = 1;
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);
        accumulator.known(new UsageAccumulator.ValueKey(counter.key, UsageKeys.value("anna")), false);

        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 1, "anna"));
        count(accumulator, event(meter, ONE, "2026-01-05T08:20:00Z", 1, "bert"));
        count(accumulator, event(meter, OTHER, "2026-01-05T08:30:00Z", 1, "bert"));

        assertThat(counter.used).isEqualTo(2);
        assertThat(accumulator.newValues()).hasSize(1);
    }

    @Test
    void aBlockLimitLetsInWhatFitsAndLeavesTheRestWithoutTrace() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = counter(meter, block(10), false);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 8)))
                .isInstanceOf(Decision.Counted.class);
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T09:10:00Z", 3)))
                .isEqualTo(new Decision.Refused(Refusal.LIMIT_REACHED));
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:20:00Z", 2)))
                .isInstanceOf(Decision.Counted.class);

        assertThat(counter.used).isEqualTo(10);
        assertThat(accumulator.hours()).hasSize(1);
        assertThat(said(accumulator)).containsExactly("SOFT", "REFUSED", "HARD");
    }

    @Test
    void aBlockLimitHoldsForMaximumsTooButNeverRefusesWhatAddsNothing() {
        Meter meter = meter(Aggregation.MAX);
        Counter counter = counter(meter, block(10), false);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 10));

        assertThat(count(accumulator, event(meter, OTHER, "2026-01-05T08:11:00Z", 1)))
                .isInstanceOf(Decision.Refused.class);
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:12:00Z", 10)))
                .isInstanceOf(Decision.Counted.class);
        assertThat(counter.used).isEqualTo(10);
    }

    @Test
    void overageIsLetInUpToItsCap() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = counter(meter, new UsageLimit(10, 8, LimitBehaviour.OVERAGE, 15L), false);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 15)))
                .isInstanceOf(Decision.Counted.class);
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 1)))
                .isInstanceOf(Decision.Refused.class);
    }

    @Test
    void aThresholdIsSaidOncePerPeriodAndNotOfOneThatIsOver() {
        Meter meter = meter(Aggregation.SUM);
        Counter said = counter(meter, new UsageLimit(10, 8, LimitBehaviour.WARN, null), false);
        said.reached.add(LimitThreshold.SOFT);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(said);
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 50));
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 50));
        assertThat(said(accumulator)).containsExactly("HARD");

        UsageAccumulator late = new UsageAccumulator(false);
        late.put(counter(meter, block(10), true));
        count(late, event(meter, ONE, "2026-01-05T08:10:00Z", 9));
        assertThat(said(late)).isEmpty();
    }

    @Test
    void aBackfillIsNeverRefusedAndNotBilledInAPeriodThatIsOver() {
        Meter meter = meter(Aggregation.SUM);
        Counter over = counter(meter, block(10), true);
        UsageAccumulator accumulator = new UsageAccumulator(true);
        accumulator.put(over);
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 50));
        assertThat(over.used).isEqualTo(50);
        assertThat(over.unbilled).isEqualTo(50);

        Counter current = counter(meter, block(10), false);
        UsageAccumulator other = new UsageAccumulator(true);
        other.put(current);
        count(other, event(meter, ONE, "2026-01-05T08:10:00Z", 50));
        assertThat(current.used).isEqualTo(50);
        assertThat(current.unbilled).isZero();
    }

    @Test
    void aBackfillOfATimeWithoutSubscriptionCountsInItsHourOnly() {
        Meter meter = meter(Aggregation.SUM);
        UsageAccumulator accumulator = new UsageAccumulator(true);

        accumulator.count(event(meter, ONE, "2026-01-05T08:10:00Z", 50), null);

        assertThat(accumulator.hours()).hasSize(1);
        assertThat(accumulator.counters()).isEmpty();
    }

    @Test
    void aCounterNeverOverflows() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = counter(meter, null, false);
        counter.used = Long.MAX_VALUE - 5;
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 6)))
                .isEqualTo(new Decision.Refused(Refusal.COUNTER_OVERFLOW));
        assertThat(counter.used).isEqualTo(Long.MAX_VALUE - 5);
    }

    /** An overage of 10 at most, which is no limit of a plan: nothing is said of it. */
    private static Counter bounded(Meter meter, boolean over) {
        return new Counter(
                meter, key(meter), END, new UsageLimit(10, 8, LimitBehaviour.OVERAGE, null), Long.MAX_VALUE, 20, over);
    }

    @Test
    void whatCouldCostTooMuchIsRefusedWithoutANotice() {
        for (Aggregation aggregation : List.of(Aggregation.SUM, Aggregation.MAX, Aggregation.LATEST)) {
            Meter meter = meter(aggregation);
            Counter counter = bounded(meter, false);
            UsageAccumulator accumulator = new UsageAccumulator(false);
            accumulator.put(counter);

            assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", Long.MAX_VALUE)))
                    .isEqualTo(new Decision.Refused(Refusal.CHARGE_TOO_LARGE));
            assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 7)))
                    .isInstanceOf(Decision.Counted.class);
            assertThat(count(accumulator, event(meter, OTHER, "2026-01-05T08:10:00Z", 14)))
                    .isEqualTo(new Decision.Refused(Refusal.CHARGE_TOO_LARGE));
            assertThat(count(accumulator, event(meter, OTHER, "2026-01-05T08:10:00Z", 13)))
                    .isInstanceOf(Decision.Counted.class);

            assertThat(counter.used).isEqualTo(20);
            assertThat(said(accumulator)).containsExactly("SOFT", "HARD");
        }
    }

    @Test
    void aBackfillIsHeldToWhatCanBeChargedOnlyWhereItIsBilled() {
        Meter meter = meter(Aggregation.SUM);
        UsageAccumulator running = new UsageAccumulator(true);
        running.put(bounded(meter, false));
        assertThat(count(running, event(meter, ONE, "2026-01-05T08:10:00Z", 21)))
                .isEqualTo(new Decision.Refused(Refusal.CHARGE_TOO_LARGE));

        UsageAccumulator over = new UsageAccumulator(true);
        over.put(bounded(meter, true));
        assertThat(count(over, event(meter, ONE, "2026-01-05T08:10:00Z", Long.MAX_VALUE)))
                .isInstanceOf(Decision.Counted.class);
        assertThat(count(over, event(meter, ONE, "2026-01-05T08:10:00Z", 1)))
                .isEqualTo(new Decision.Refused(Refusal.COUNTER_OVERFLOW));
    }

    @Test
    void whatWasGrantedIsRefusedWhereItCouldCostTooMuch() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = bounded(meter, false);
        counter.used = 18;
        UsageEvent granted = event(meter, ONE, "2026-01-05T08:10:00Z", 3);
        UsageAccumulator accumulator = new UsageAccumulator(false, Map.of(granted.key(), 3L));
        accumulator.put(counter);

        assertThat(count(accumulator, granted)).isEqualTo(new Decision.Refused(Refusal.CHARGE_TOO_LARGE));
    }

    /** Whatever plan holds when: all parts together, as each plan charges for all of the period. */
    @Test
    void theBoundIsOneForAllPartsOfThePeriod() {
        for (Aggregation aggregation : List.of(Aggregation.SUM, Aggregation.MAX, Aggregation.LATEST)) {
            Meter meter = meter(aggregation);
            UsageAccumulator accumulator = new UsageAccumulator(false);
            List<Counter> parts = parts(meter, 20);
            parts.forEach(accumulator::put);
            accumulator.join(parts);

            accumulator.count(event(meter, ONE, "2026-01-20T08:10:00Z", 12), parts.get(1).key);
            assertThat(accumulator.count(event(meter, OTHER, "2026-01-05T08:10:00Z", 9), parts.get(0).key))
                    .isEqualTo(new Decision.Refused(Refusal.CHARGE_TOO_LARGE));
            assertThat(accumulator.count(event(meter, OTHER, "2026-01-05T08:10:00Z", 8), parts.get(0).key))
                    .isInstanceOf(Decision.Counted.class);
            assertThat(parts.get(0).most()).isEqualTo(20 - parts.get(1).used);
        }
    }

    @Test
    void thePartsOfAPeriodTogetherNeverOverflow() {
        for (Aggregation aggregation : List.of(Aggregation.SUM, Aggregation.MAX, Aggregation.LATEST)) {
            Meter meter = meter(aggregation);
            UsageAccumulator accumulator = new UsageAccumulator(true);
            List<Counter> parts = parts(meter, Long.MAX_VALUE);
            parts.forEach(accumulator::put);
            accumulator.join(parts);
            long most = Long.MAX_VALUE / 2;

            accumulator.count(event(meter, ONE, "2026-01-20T08:10:00Z", most + 1), parts.get(1).key);
            assertThat(accumulator.count(event(meter, OTHER, "2026-01-05T08:10:00Z", most + 1), parts.get(0).key))
                    .isEqualTo(new Decision.Refused(Refusal.COUNTER_OVERFLOW));
            assertThat(parts.get(0).used).isZero();
        }
    }

    /** Two, of which no plan says anything. */
    private static List<Counter> parts(Meter meter, long bound) {
        Instant middle = Instant.parse("2026-01-15T00:00:00Z");
        return List.of(
                new Counter(meter, key(meter), middle, null, Long.MAX_VALUE, bound, false),
                new Counter(meter, new CounterKey(meter.id(), middle), END, null, Long.MAX_VALUE, bound, false));
    }

    @Test
    void whatIsReservedCountsAgainstTheLimitButDoesNotReachIt() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = counter(meter, block(100), false);
        counter.used = 60;
        counter.reserved = 30;
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter);

        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 11)))
                .isEqualTo(new Decision.Refused(Refusal.LIMIT_REACHED));
        assertThat(said(accumulator)).containsExactly("REFUSED");
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 10)))
                .isInstanceOf(Decision.Counted.class);
        assertThat(counter.standing().remaining()).isZero();
        assertThat(counter.admitsMore(1)).isFalse();
    }

    @Test
    void whatWasGrantedIsNotRefusedAndMoreThanThatIsDecided() {
        Meter meter = meter(Aggregation.SUM);
        Counter counter = counter(meter, block(100), false);
        counter.used = 100;
        UsageEvent granted = event(meter, ONE, "2026-01-05T08:10:00Z", 5);
        UsageEvent more = event(meter, ONE, "2026-01-05T08:10:00Z", 6);
        UsageAccumulator accumulator = new UsageAccumulator(false, Map.of(granted.key(), 5L, more.key(), 5L));
        accumulator.put(counter);

        assertThat(count(accumulator, granted)).isInstanceOf(Decision.Counted.class);
        assertThat(count(accumulator, more)).isEqualTo(new Decision.Refused(Refusal.LIMIT_REACHED));
    }

    @Test
    void theCapIsAThresholdOfItsOwn() {
        Meter meter = meter(Aggregation.SUM);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter(meter, new UsageLimit(10, 8, LimitBehaviour.WARN, 15L), false));

        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 12));
        assertThat(count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 4)))
                .isInstanceOf(Decision.Refused.class);
        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 3));

        assertThat(said(accumulator)).containsExactly("SOFT", "HARD", "REFUSED", "CAP");
    }

    @Test
    void reachingTheCapExactlyIsSaid() {
        Meter meter = meter(Aggregation.SUM);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter(meter, new UsageLimit(10, 8, LimitBehaviour.OVERAGE, 15L), false));

        count(accumulator, event(meter, ONE, "2026-01-05T08:10:00Z", 15));

        assertThat(said(accumulator)).containsExactly("SOFT", "HARD", "CAP");
    }

    @Test
    void hoursAreKeptApartByTheValuesOfProperties() {
        Meter meter = new Meter((short) 9, "things", "Things", "thing", Aggregation.MAX, null, List.of("model"), 0);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        accumulator.put(counter(meter, null, false));
        for (UsageEvent event :
                List.of(grouped(meter, 5, "large"), grouped(meter, 7, "small"), grouped(meter, 6, "large"))) {
            count(accumulator, event);
        }

        assertThat(accumulator.groups()).hasSize(2);
        assertThat(accumulator.groups().entrySet())
                .extracting(each -> each.getKey().value() + " " + each.getValue().quantity)
                .containsExactly("large 6", "small 7");
    }

    private static UsageEvent grouped(Meter meter, long quantity, String model) {
        return new UsageEvent(
                UUID.randomUUID(),
                "/test",
                "id",
                meter,
                ONE,
                Instant.parse("2026-01-05T08:10:00Z"),
                quantity,
                null,
                null,
                Map.of("model", model));
    }
}
