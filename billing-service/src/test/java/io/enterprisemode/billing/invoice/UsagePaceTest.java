package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.BillingPeriods;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsagePaceTest {

    /** 30 days. */
    private static final BillingPeriod NOVEMBER =
            BillingPeriods.period(Instant.parse("2026-11-01T00:00:00Z"), BillingInterval.MONTH, 0);

    private static final Instant NINE_DAYS_LATER = Instant.parse("2026-11-10T00:00:00Z");

    @Test
    void aSumGrowsInProportionToTime() {
        assertThat(expected(Aggregation.SUM, 900, null, NINE_DAYS_LATER)).contains(3_000L);
    }

    @ParameterizedTest
    @EnumSource(names = {"MAX", "LATEST", "UNIQUE_COUNT"})
    void whatIsNoFlowStaysAsItIs(Aggregation aggregation) {
        assertThat(expected(aggregation, 900, null, NINE_DAYS_LATER)).contains(900L);
    }

    @Test
    void nothingGrowsBeyondTheCapOfThePlan() {
        assertThat(expected(Aggregation.COUNT, 900, 2_000L, NINE_DAYS_LATER)).contains(2_000L);
        assertThat(expected(Aggregation.COUNT, 2_100, 2_000L, NINE_DAYS_LATER)).contains(2_100L);
    }

    @Test
    void thePaceOfLessThanADayIsNone() {
        assertThat(expected(Aggregation.SUM, 900, null, Instant.parse("2026-11-01T23:59:59Z")))
                .isEmpty();
        assertThat(expected(Aggregation.SUM, 900, null, Instant.parse("2026-11-02T00:00:00Z")))
                .contains(27_000L);
    }

    @Test
    void aPartThatIsOverKeepsItsUsageAndTheOneThatRunsGrowsSinceItBegan() {
        Instant change = Instant.parse("2026-11-11T00:00:00Z");
        List<InvoiceDraft.Part> parts = List.of(
                part(new PlanPart(NOVEMBER, NOVEMBER.start(), change, "starter", 1), null, 500),
                part(new PlanPart(NOVEMBER, change, NOVEMBER.end(), "starter", 2), null, 100));

        assertThat(UsagePace.atEnd(
                                BillingInterval.MONTH,
                                List.of(meter(Aggregation.SUM)),
                                parts,
                                Instant.parse("2026-11-16T00:00:00Z"))
                        .orElseThrow())
                .extracting(part -> part.usage().getFirst().quantity())
                .containsExactly(500L, 400L);
    }

    @Test
    void nothingIsExpectedWhileAnotherPlanIsAboutToFollow() {
        Instant change = Instant.parse("2026-11-10T00:05:00Z");
        List<InvoiceDraft.Part> parts = List.of(
                part(new PlanPart(NOVEMBER, NOVEMBER.start(), change, "starter", 1), null, 500),
                part(new PlanPart(NOVEMBER, change, NOVEMBER.end(), "starter", 2), null, 0));

        assertThat(UsagePace.atEnd(BillingInterval.MONTH, List.of(meter(Aggregation.SUM)), parts, NINE_DAYS_LATER))
                .isEmpty();
    }

    private static Optional<Long> expected(Aggregation aggregation, long used, @Nullable Long cap, Instant now) {
        PlanPart whole = new PlanPart(NOVEMBER, NOVEMBER.start(), NOVEMBER.end(), "starter", 1);
        return UsagePace.atEnd(BillingInterval.MONTH, List.of(meter(aggregation)), List.of(part(whole, cap, used)), now)
                .map(parts -> parts.getFirst().usage().getFirst().quantity());
    }

    private static InvoiceDraft.Part part(PlanPart span, @Nullable Long cap, long used) {
        PlanVersion plan = new PlanVersion(
                "starter",
                span.planVersion(),
                "Starter",
                "USD",
                2_900,
                29_000,
                5,
                10,
                List.of(new Allowance("emails", 1_000, new BigDecimal("0.0010"), LimitBehaviour.OVERAGE, 80, cap)));
        return new InvoiceDraft.Part(span, plan, List.of(new BilledUsage("emails", used, Map.of())));
    }

    private static Meter meter(Aggregation aggregation) {
        return new Meter((short) 1, "emails", "Emails", "email", aggregation, null);
    }
}
