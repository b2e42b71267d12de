package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UsageProofTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private static Meter meter(Aggregation aggregation) {
        return new Meter((short) 9, "things", "Things", "thing", aggregation, "value");
    }

    private static BilledUsage usage(PeriodUsage parts, Map<UUID, Long> workspaces) {
        return new BilledUsage("things", parts, workspaces);
    }

    private static boolean isCounted(Aggregation aggregation, BilledUsage counted, BilledUsage recomputed) {
        return UsageProof.isCounted(meter(aggregation), 2, List.of(counted), List.of(recomputed));
    }

    @Test
    void sumsAreComparedInEachPartAndWorkspace() {
        BilledUsage counted = usage(new PeriodUsage.Sums(List.of(3L, 4L)), Map.of(ONE, 5L, OTHER, 2L));

        assertThat(isCounted(Aggregation.SUM, counted, counted)).isTrue();
        assertThat(isCounted(
                        Aggregation.SUM,
                        counted,
                        usage(new PeriodUsage.Sums(List.of(4L, 3L)), Map.of(ONE, 5L, OTHER, 2L))))
                .isFalse();
        assertThat(isCounted(
                        Aggregation.SUM,
                        counted,
                        usage(new PeriodUsage.Sums(List.of(3L, 4L)), Map.of(ONE, 4L, OTHER, 3L))))
                .isFalse();
    }

    @Test
    void ofDistinctValuesOnlyTheNumberIsCompared() {
        BilledUsage counted = usage(new PeriodUsage.Distinct(2, 1), Map.of(ONE, 2L));

        assertThat(isCounted(
                        Aggregation.UNIQUE_COUNT,
                        counted,
                        usage(new PeriodUsage.Distinct(2, 1), Map.of(ONE, 1L, OTHER, 1L))))
                .isTrue();
        assertThat(isCounted(Aggregation.UNIQUE_COUNT, counted, usage(new PeriodUsage.Distinct(2, 2), Map.of(ONE, 2L))))
                .isFalse();
    }

    /** A counter that holds backfills only says 0, and so do no events. */
    @Test
    void nothingCountedIsNoEvents() {
        for (Aggregation aggregation : Aggregation.values()) {
            BilledUsage nothing = UsageProof.of(meter(aggregation), 2, List.of());

            assertThat(UsageProof.isCounted(meter(aggregation), 2, List.of(nothing), List.of()))
                    .isTrue();
            assertThat(UsageProof.used(nothing.parts())).isZero();
        }
        assertThat(UsageProof.isCounted(
                        meter(Aggregation.SUM),
                        2,
                        List.of(),
                        List.of(usage(new PeriodUsage.Sums(List.of(0L, 1L)), Map.of(ONE, 1L)))))
                .isFalse();
    }
}
