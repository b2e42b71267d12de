package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
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
    private static final UsagePeriod PERIOD =
            UsagePeriod.whole(Instant.parse("2026-01-31T10:00:00Z"), Instant.parse("2026-02-28T10:00:00Z"), 1);
    private static final PlanKey PROFESSIONAL = new PlanKey("professional", 1);

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

    private static Catalogue catalogue(PlanVersion... plans) {
        return Catalogue.of(List.of(EMAILS, JOBS), List.of(plans));
    }

    private static List<InvoiceDraft.Line> usage(LimitBehaviour behaviour, int months, long used) {
        UsagePeriod period = new UsagePeriod(PERIOD.start(), PERIOD.wholeEnd(), PERIOD.end(), PERIOD.end(), months);
        return InvoiceDraft.usage(
                new CountedPeriod(
                        period,
                        List.of(part(period.start(), period.end(), PROFESSIONAL)),
                        List.of(
                                new BilledUsage(
                                        "emails",
                                        new PeriodUsage.Sums(List.of(used)),
                                        Map.of(ONE, used - 100_000, OTHER, 100_000L)),
                                new BilledUsage("jobs", new PeriodUsage.Sums(List.of(7L)), Map.of(ONE, 7L))),
                        Map.of()),
                catalogue(plan(behaviour)),
                "USD");
    }

    private static UsagePeriod.Part part(Instant start, Instant end, PlanKey plan) {
        return new UsagePeriod.Part(plan, start, end, end);
    }

    @Test
    void usageBeyondTheIncludedQuantityIsALineWithTheWorkspacesThatCausedIt() {
        List<InvoiceDraft.Line> lines = usage(LimitBehaviour.OVERAGE, 1, 112_500);

        assertThat(lines).extracting(InvoiceDraft.Line::kind).containsExactly(LineKind.OVERAGE);
        InvoiceDraft.Line overage = lines.getFirst();
        assertThat(overage.quantity()).isEqualTo(12_500);
        assertThat(overage.amountMinor()).isEqualTo(1000);
        assertThat(overage.description()).isEqualTo("Emails above 100,000");
        assertThat(overage.overage().workspaces())
                .containsExactly(new InvoiceDraft.Share(OTHER, 100_000), new InvoiceDraft.Share(ONE, 12_500));
    }

    @Test
    void nothingBeyondTheIncludedQuantityIsNoLine() {
        assertThat(usage(LimitBehaviour.OVERAGE, 1, 100_000)).isEmpty();
    }

    @Test
    void whatCostsNothingIsNoLine() {
        assertThat(usage(LimitBehaviour.OVERAGE, 1, 100_006)).isEmpty();
    }

    @Test
    void aPlanThatDoesNotChargeOverageHasNoSuchLine() {
        assertThat(usage(LimitBehaviour.WARN, 1, 500_000)).isEmpty();
    }

    /** As yearly subscriptions once had them. */
    @Test
    void aPeriodOfTwelveMonthsIncludesTwelveMonths() {
        List<InvoiceDraft.Line> lines = usage(LimitBehaviour.OVERAGE, 12, 1_200_007);

        assertThat(lines).extracting(InvoiceDraft.Line::amountMinor).containsExactly(1L);
        assertThat(lines.getFirst().quantity()).isEqualTo(7);
    }

    /** 99.00 for half of 28 days: 49.50; a third of it: 33.00. */
    @Test
    void aPriceIsAFractionOfThatOfTheFeePeriodAndLinesAreInOrder() {
        long seconds = 28 * 86_400;
        PriceLine credit = new PriceLine(
                4, LineKind.CREDIT, PROFESSIONAL, PERIOD.start(), PERIOD.end(), 9_900, seconds / 2, seconds);
        PriceLine fee = new PriceLine(
                5, LineKind.SUBSCRIPTION, PROFESSIONAL, PERIOD.start(), PERIOD.end(), 9_900, seconds / 3, seconds);
        Catalogue catalogue = catalogue(plan(LimitBehaviour.OVERAGE));
        List<InvoiceDraft.Line> lines =
                List.of(InvoiceDraft.price(fee, catalogue), InvoiceDraft.price(credit, catalogue));

        InvoiceDraft draft =
                InvoiceDraft.of("USD", InvoiceDraft.Span.of(lines), lines, TaxRule.ofRate(new BigDecimal("0.19")));

        assertThat(draft.lines())
                .extracting(InvoiceDraft.Line::item, InvoiceDraft.Line::amountMinor, InvoiceDraft.Line::description)
                .containsExactly(
                        tuple(
                                "price/4",
                                -4_950L,
                                "Credit for Professional, from " + PERIOD.start() + " to " + PERIOD.end()),
                        tuple("price/5", 3_300L, "Professional, from " + PERIOD.start() + " to " + PERIOD.end()));
        assertThat(draft.totals()).isEqualTo(new DocumentTotals(-1_650, -314, -1_964));
        assertThat(draft.totals().isCreditNote()).isTrue();
    }

    /** Included: the mean of 10,000 and 100,000; price: the mean of 0.0100 and 0.0010. */
    @Test
    void usageHasOneLineWhateverPlansWereInForce() {
        Instant start = Instant.parse("2025-01-01T00:00:00Z");
        Instant change = Instant.parse("2025-01-16T12:00:00Z");
        UsagePeriod january = UsagePeriod.whole(start, Instant.parse("2025-02-01T00:00:00Z"), 1);
        PlanVersion starter = plan("starter", 2900, 10_000, "0.0100");
        PlanVersion professional = plan("professional", 9900, 100_000, "0.0010");

        List<InvoiceDraft.Line> lines = InvoiceDraft.usage(
                new CountedPeriod(
                        january,
                        List.of(
                                part(start, change, new PlanKey("starter", 1)),
                                part(change, january.end(), PROFESSIONAL)),
                        List.of(new BilledUsage(
                                "emails",
                                new PeriodUsage.Sums(List.of(10_000L, 50_000L)),
                                Map.of(ONE, 10_000L, OTHER, 50_000L))),
                        Map.of()),
                catalogue(starter, professional),
                "USD");

        assertThat(lines)
                .extracting(line ->
                        line.plan().plan() + " " + line.item() + " " + line.quantity() + " " + line.amountMinor())
                .containsExactly("professional emails 5000 2750");
        InvoiceDraft.Line usage = lines.getLast();
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
        CountedPeriod earlier = new CountedPeriod(
                PERIOD,
                List.of(part(PERIOD.start(), PERIOD.end(), PROFESSIONAL)),
                List.of(new BilledUsage("emails", new PeriodUsage.Sums(List.of(112_500L)), Map.of())),
                Map.of("emails", new UsageLines.Charged(2_500, 200)));

        List<InvoiceDraft.Line> lines =
                InvoiceDraft.adjustments(earlier, catalogue(plan(LimitBehaviour.OVERAGE)), "USD");

        assertThat(lines).extracting(InvoiceDraft.Line::kind).containsExactly(LineKind.ADJUSTMENT);
        InvoiceDraft.Line adjustment = lines.getFirst();
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
        UsagePeriod january = UsagePeriod.whole(start, Instant.parse("2025-02-01T00:00:00Z"), 1);
        PlanVersion each = plan("starter", 2900, 100, "0.10");
        PlanVersion packaged = plan("professional", 9900, 100, new OveragePrice.Packaged(50, new BigDecimal("2.00")));

        InvoiceDraft.Line usage = InvoiceDraft.usage(
                        new CountedPeriod(
                                january,
                                List.of(
                                        part(start, change, new PlanKey("starter", 1)),
                                        part(change, january.end(), PROFESSIONAL)),
                                List.of(new BilledUsage(
                                        "emails", new PeriodUsage.Sums(List.of(150L, 150L)), Map.of(ONE, 300L))),
                                Map.of()),
                        catalogue(each, packaged),
                        "USD")
                .getLast();
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
