package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsagePaceTest {

    /** 30 days. */
    private static final UsagePeriod NOVEMBER =
            UsagePeriod.whole(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"), 1);

    private static final Instant NINE_DAYS_LATER = Instant.parse("2026-11-10T00:00:00Z");

    @Test
    void aSumGrowsInProportionToTime() {
        assertThat(expected(sum(900), null, NINE_DAYS_LATER)).contains(sum(3_000));
    }

    @Test
    void whatIsNoFlowStaysAsItIs() {
        PeriodUsage level = new PeriodUsage.Levels(List.of(900L));
        PeriodUsage values = new PeriodUsage.Distinct(900, 900);

        assertThat(expected(level, null, NINE_DAYS_LATER)).contains(level);
        assertThat(expected(values, null, NINE_DAYS_LATER)).contains(values);
    }

    @Test
    void nothingGrowsBeyondTheCapOfThePlan() {
        assertThat(expected(sum(900), 2_000L, NINE_DAYS_LATER)).contains(sum(2_000));
        assertThat(expected(sum(2_100), 2_000L, NINE_DAYS_LATER)).contains(sum(2_100));
    }

    @Test
    void thePaceOfLessThanADayIsNone() {
        assertThat(expected(sum(900), null, Instant.parse("2026-11-01T23:59:59Z")))
                .isEmpty();
        assertThat(expected(sum(900), null, Instant.parse("2026-11-02T00:00:00Z")))
                .contains(sum(27_000));
    }

    @Test
    void aPartThatIsOverKeepsItsUsageAndTheOneThatRunsGrowsSinceItBegan() {
        Instant change = Instant.parse("2026-11-11T00:00:00Z");
        List<UsagePeriod.Part> parts = List.of(part(NOVEMBER.start(), change, 1), part(change, NOVEMBER.end(), 2));

        assertThat(UsagePace.atEnd(
                                catalogue(null),
                                counted(parts, new PeriodUsage.Sums(List.of(500L, 100L))),
                                Instant.parse("2026-11-16T00:00:00Z"))
                        .orElseThrow())
                .extracting(BilledUsage::parts)
                .containsExactly(new PeriodUsage.Sums(List.of(500L, 400L)));
    }

    @Test
    void theCapIsOneForAllParts() {
        Instant change = Instant.parse("2026-11-11T00:00:00Z");
        List<UsagePeriod.Part> parts = List.of(part(NOVEMBER.start(), change, 1), part(change, NOVEMBER.end(), 2));

        assertThat(UsagePace.atEnd(
                                catalogue(700L),
                                counted(parts, new PeriodUsage.Sums(List.of(500L, 100L))),
                                Instant.parse("2026-11-16T00:00:00Z"))
                        .orElseThrow())
                .extracting(BilledUsage::parts)
                .containsExactly(new PeriodUsage.Sums(List.of(500L, 200L)));
    }

    @Test
    void nothingIsExpectedWhileAnotherPlanIsAboutToFollow() {
        Instant change = Instant.parse("2026-11-10T00:05:00Z");
        List<UsagePeriod.Part> parts = List.of(part(NOVEMBER.start(), change, 1), part(change, NOVEMBER.end(), 2));

        assertThat(UsagePace.atEnd(
                        catalogue(null), counted(parts, new PeriodUsage.Sums(List.of(500L, 0L))), NINE_DAYS_LATER))
                .isEmpty();
    }

    private static Optional<PeriodUsage> expected(PeriodUsage used, @Nullable Long cap, Instant now) {
        UsagePeriod.Part whole = part(NOVEMBER.start(), NOVEMBER.end(), 1);
        return UsagePace.atEnd(catalogue(cap), counted(List.of(whole), used), now)
                .map(usage -> usage.getFirst().parts());
    }

    private static PeriodUsage sum(long used) {
        return new PeriodUsage.Sums(List.of(used));
    }

    private static CountedPeriod counted(List<UsagePeriod.Part> parts, PeriodUsage used) {
        return new CountedPeriod(NOVEMBER, parts, List.of(new BilledUsage("emails", used, Map.of())), Map.of());
    }

    private static UsagePeriod.Part part(Instant start, Instant end, int version) {
        return new UsagePeriod.Part(new PlanKey("starter", version), start, end, end);
    }

    private static Catalogue catalogue(@Nullable Long cap) {
        return Catalogue.of(List.of(), List.of(plan(1, cap), plan(2, cap)));
    }

    private static PlanVersion plan(int version, @Nullable Long cap) {
        return new PlanVersion(
                "starter",
                version,
                "Starter",
                List.of(new PlanPrice("USD", 2_900, 29_000)),
                5,
                10,
                List.of(new Allowance("emails", 100, LimitBehaviour.OVERAGE, 80, cap, UnitPrices.of("USD", "0.0010"))),
                Map.of());
    }
}
