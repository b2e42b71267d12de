package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.BillingPeriods;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InvoiceDraftTest {

    private static final Meter EMAILS = new Meter((short) 1, "emails", "Emails", "email", Aggregation.SUM, null);
    private static final Meter JOBS = new Meter((short) 2, "jobs", "Jobs", "job", Aggregation.COUNT, null);
    private static final UUID ONE = UUID.fromString("018f6f3a-1000-7a00-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("018f6f3a-1000-7a00-8000-000000000002");
    private static final BillingPeriod PERIOD =
            BillingPeriods.period(Instant.parse("2026-01-31T10:00:00Z"), BillingInterval.MONTH, 0);

    private static PlanVersion plan(LimitBehaviour behaviour) {
        BigDecimal unitPrice = behaviour == LimitBehaviour.OVERAGE ? new BigDecimal("0.0008") : null;
        return new PlanVersion(
                "professional",
                1,
                "Professional",
                List.of(new PlanPrice("USD", 9900, 99000)),
                25,
                50,
                List.of(new Allowance("emails", 100_000, behaviour, 80, null, UnitPrices.of("USD", unitPrice))),
                Map.of());
    }

    private static InvoiceDraft draft(LimitBehaviour behaviour, BillingInterval interval, long used) {
        return InvoiceDraft.of(
                interval,
                List.of(EMAILS, JOBS),
                new CountedPeriod(
                        List.of(new InvoiceDraft.Part(
                                new PlanPart(PERIOD, PERIOD.start(), PERIOD.end(), "professional", 1),
                                plan(behaviour))),
                        List.of(
                                new BilledUsage(
                                        "emails",
                                        new PeriodUsage.Sums(List.of(used)),
                                        Map.of(ONE, used - 100_000, OTHER, 100_000L)),
                                new BilledUsage("jobs", new PeriodUsage.Sums(List.of(7L)), Map.of(ONE, 7L))),
                        Map.of()),
                List.of());
    }

    @Test
    void usageBeyondTheIncludedQuantityIsALineWithTheWorkspacesThatCausedIt() {
        InvoiceDraft draft = draft(LimitBehaviour.OVERAGE, BillingInterval.MONTH, 112_500);

        assertThat(draft.lines())
                .extracting(InvoiceDraft.Line::kind)
                .containsExactly(LineKind.SUBSCRIPTION, LineKind.OVERAGE);
        InvoiceDraft.Line overage = draft.lines().getLast();
        assertThat(overage.quantity()).isEqualTo(12_500);
        assertThat(overage.amountMinor()).isEqualTo(1000);
        assertThat(overage.description()).isEqualTo("Emails above 100,000");
        assertThat(overage.overage().workspaces())
                .containsExactly(new InvoiceDraft.Share(OTHER, 100_000), new InvoiceDraft.Share(ONE, 12_500));
        assertThat(draft.subtotalMinor()).isEqualTo(10_900);
    }

    @Test
    void nothingBeyondTheIncludedQuantityIsNoLine() {
        assertThat(draft(LimitBehaviour.OVERAGE, BillingInterval.MONTH, 100_000).lines())
                .hasSize(1);
    }

    @Test
    void whatCostsNothingIsNoLine() {
        assertThat(draft(LimitBehaviour.OVERAGE, BillingInterval.MONTH, 100_006).lines())
                .hasSize(1);
    }

    @Test
    void aPlanThatDoesNotChargeOverageHasNoSuchLine() {
        assertThat(draft(LimitBehaviour.WARN, BillingInterval.MONTH, 500_000).lines())
                .hasSize(1);
    }

    @Test
    void aYearCostsTheYearlyPriceAndIncludesTwelveMonths() {
        InvoiceDraft draft = draft(LimitBehaviour.OVERAGE, BillingInterval.YEAR, 1_200_007);

        assertThat(draft.lines()).extracting(InvoiceDraft.Line::amountMinor).containsExactly(99_000L, 1L);
        assertThat(draft.lines().getLast().quantity()).isEqualTo(7);
    }

    /** Included: the mean of 10,000 and 100,000; price: the mean of 0.0100 and 0.0010. */
    @Test
    void usageHasOneLineWhateverPlansWereInForce() {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        Instant change = Instant.parse("2025-01-16T12:00:00Z");
        BillingPeriod january = BillingPeriods.period(start, BillingInterval.MONTH, 0);
        PlanVersion starter = plan("starter", 2900, 10_000, "0.0100");
        PlanVersion professional = plan("professional", 9900, 100_000, "0.0010");

        InvoiceDraft draft = InvoiceDraft.of(
                BillingInterval.MONTH,
                List.of(EMAILS),
                new CountedPeriod(
                        List.of(
                                new InvoiceDraft.Part(new PlanPart(january, start, change, "starter", 1), starter),
                                new InvoiceDraft.Part(
                                        new PlanPart(january, change, january.end(), "professional", 1), professional)),
                        List.of(new BilledUsage(
                                "emails",
                                new PeriodUsage.Sums(List.of(10_000L, 50_000L)),
                                Map.of(ONE, 10_000L, OTHER, 50_000L))),
                        Map.of()),
                List.of());

        assertThat(draft.lines())
                .extracting(line ->
                        line.plan().code() + " " + line.item() + " " + line.quantity() + " " + line.amountMinor())
                .containsExactly(
                        "starter subscription null 1450",
                        "professional subscription null 4950",
                        "professional emails 5000 2750");
        assertThat(draft.plan()).isEqualTo(professional);
        InvoiceDraft.Line usage = draft.lines().getLast();
        assertThat(usage.start()).isEqualTo(start);
        assertThat(usage.end()).isEqualTo(january.end());
        assertThat(usage.description()).isEqualTo("Emails above 55,000");
        assertThat(usage.unitPrice()).isNull();
        assertThat(usage.overage().rates())
                .extracting(UsageLines.Rate::included, rate -> rate.share().numerator())
                .containsExactly(tuple(10_000L, 1_339_200L), tuple(100_000L, 1_339_200L));
    }

    @Test
    void whatComesInLaterIsAnAdjustmentOfItsPeriod() {
        PlanVersion plan = plan(LimitBehaviour.OVERAGE);
        BillingPeriod next = BillingPeriods.period(PERIOD.start(), BillingInterval.MONTH, 1);
        CountedPeriod earlier = new CountedPeriod(
                List.of(new InvoiceDraft.Part(
                        new PlanPart(PERIOD, PERIOD.start(), PERIOD.end(), "professional", 1), plan)),
                List.of(new BilledUsage("emails", new PeriodUsage.Sums(List.of(112_500L)), Map.of())),
                Map.of("emails", new UsageLines.Charged(2_500, 200)));
        CountedPeriod running = new CountedPeriod(
                List.of(new InvoiceDraft.Part(new PlanPart(next, next.start(), next.end(), "professional", 1), plan)),
                List.of(),
                Map.of());

        InvoiceDraft draft = InvoiceDraft.of(BillingInterval.MONTH, List.of(EMAILS, JOBS), running, List.of(earlier));

        assertThat(draft.lines())
                .extracting(InvoiceDraft.Line::kind)
                .containsExactly(LineKind.SUBSCRIPTION, LineKind.ADJUSTMENT);
        InvoiceDraft.Line adjustment = draft.lines().getLast();
        assertThat(adjustment.quantity()).isEqualTo(10_000);
        assertThat(adjustment.amountMinor()).isEqualTo(800);
        assertThat(adjustment.start()).isEqualTo(PERIOD.start());
        assertThat(adjustment.description())
                .isEqualTo("Emails, adjustment for " + PERIOD.start() + " to " + PERIOD.end());
    }

    /** 200 beyond 100 included: the mean of 20.00, at 0.10 each, and of 8.00, four packages of 50 at 2.00. */
    @Test
    void pricesOfSeveralKindsInOnePeriodAreWeightedByTime() {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        Instant change = Instant.parse("2025-01-16T12:00:00Z");
        BillingPeriod january = BillingPeriods.period(start, BillingInterval.MONTH, 0);
        PlanVersion each = plan("starter", 2900, 100, "0.10");
        PlanVersion packaged = plan("professional", 9900, 100, new OveragePrice.Packaged(50, new BigDecimal("2.00")));

        InvoiceDraft draft = InvoiceDraft.of(
                BillingInterval.MONTH,
                List.of(EMAILS),
                new CountedPeriod(
                        List.of(
                                new InvoiceDraft.Part(new PlanPart(january, start, change, "starter", 1), each),
                                new InvoiceDraft.Part(
                                        new PlanPart(january, change, january.end(), "professional", 1), packaged)),
                        List.of(new BilledUsage(
                                "emails", new PeriodUsage.Sums(List.of(150L, 150L)), Map.of(ONE, 300L))),
                        Map.of()),
                List.of());

        InvoiceDraft.Line usage = draft.lines().getLast();
        assertThat(usage.amountMinor()).isEqualTo(1400);
        assertThat(usage.unitPrice()).isNull();
        assertThat(usage.overage().rates())
                .extracting(UsageLines.Rate::unitPrice)
                .containsExactly(new BigDecimal("0.10"), null);
    }

    private static PlanVersion plan(String code, long monthlyPriceMinor, long included, String unitPrice) {
        return plan(code, monthlyPriceMinor, included, new OveragePrice.PerUnit(new BigDecimal(unitPrice)));
    }

    private static PlanVersion plan(String code, long monthlyPriceMinor, long included, OveragePrice price) {
        return new PlanVersion(
                code,
                1,
                code,
                List.of(new PlanPrice("USD", monthlyPriceMinor, 10 * monthlyPriceMinor)),
                null,
                null,
                List.of(new Allowance("emails", included, LimitBehaviour.OVERAGE, 80, null, Map.of("USD", price))),
                Map.of());
    }
}
