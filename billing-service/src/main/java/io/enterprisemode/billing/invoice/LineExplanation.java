package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.ExplanationView.ChargeView;
import io.enterprisemode.billing.invoice.ExplanationView.PartView;
import io.enterprisemode.billing.invoice.ExplanationView.PriceView;
import io.enterprisemode.billing.invoice.ExplanationView.RoundingView;
import io.enterprisemode.billing.invoice.ExplanationView.StepView;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.money.Ratio;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.rating.PriceStep;
import io.enterprisemode.billing.rating.UsageRating;
import io.enterprisemode.billing.rating.UsageRating.Charges;
import io.enterprisemode.contracts.billing.Aggregation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains a line by the figures that were stored with it, and the code that bills. */
final class LineExplanation {

    /** Decimals of exact figures as they are shown. */
    private static final int DECIMALS = 12;

    private static final String HALF_UP = "HALF_UP";

    private LineExplanation() {}

    /** A price or credit. */
    static ExplanationView price(InvoiceLine line, String currency) {
        Money amount = new Money(line.amountMinor(), currency);
        Long priceMinor = line.priceMinor();
        Long seconds = line.seconds();
        Long periodSeconds = line.periodSeconds();
        if (priceMinor == null || seconds == null || periodSeconds == null) {
            return new ExplanationView(
                    line.id(),
                    line.kind(),
                    line.description(),
                    amount,
                    "A version before issued it and did not keep how it came about.",
                    null,
                    null,
                    null);
        }
        Ratio price = Ratio.of(BigDecimal.valueOf(priceMinor, MinorUnits.exponent(currency)));
        String exact = decimal(price.times(Ratio.of(new Fraction(seconds, periodSeconds))));
        boolean isCredit = line.amountMinor() < 0;
        String formula = "%s %s x %d / %d seconds = %s, rounded half up to %s%s"
                .formatted(
                        MinorUnits.decimal(priceMinor, currency),
                        currency,
                        seconds,
                        periodSeconds,
                        exact,
                        MinorUnits.decimal(Math.abs(line.amountMinor()), currency),
                        isCredit ? " and credited" : "");
        return new ExplanationView(
                line.id(),
                line.kind(),
                line.description(),
                amount,
                formula,
                new RoundingView(isCredit ? "-" + exact : exact, HALF_UP, amount),
                new PriceView(
                        line.plan(),
                        line.planVersion(),
                        line.periodStart(),
                        line.periodEnd(),
                        new Money(priceMinor, currency),
                        seconds,
                        periodSeconds),
                null);
    }

    /**
     * What was rated when a usage line was made.
     *
     * @param parts none: a version before did not keep them
     * @param charges null: what was used in the parts was not kept
     */
    record RatedThen(List<PartView> parts, @Nullable Charges charges) {

        RatedThen {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What was rated, this line included.
     *
     * @param overage null: it was not kept
     * @param rates of the parts, in order of time
     * @param charged by this line and those before
     */
    static RatedThen rated(
            InvoiceLine line,
            Meter meter,
            @Nullable PlanOverage overage,
            List<OverageRate> rates,
            Charged charged,
            Catalogue catalogue,
            String currency) {
        List<UsageRating.Part> parts = rates.stream()
                .map(rate -> new UsageRating.Part(
                        rate.included(),
                        price(rate, meter, catalogue, currency).orElse(null),
                        new Fraction(rate.seconds(), rate.periodSeconds())))
                .toList();
        Charges charges = overage == null || parts.isEmpty()
                ? null
                : usage(meter, overage, rates, charged.quantity())
                        .map(usage -> UsageRating.charges(parts, usage))
                        .orElse(null);
        List<PartView> views = new ArrayList<>();
        Instant start = line.periodStart();
        for (int i = 0; i < rates.size(); i++) {
            Instant end = start.plusSeconds(rates.get(i).seconds());
            views.add(part(
                    rates.get(i),
                    start,
                    end,
                    parts.get(i),
                    charges == null ? null : charges.parts().get(i)));
            start = end;
        }
        return new RatedThen(views, charges);
    }

    /** Versions of plans never change: the price is the one that was charged. */
    private static Optional<OveragePrice> price(OverageRate rate, Meter meter, Catalogue catalogue, String currency) {
        return catalogue
                .version(rate.plan(), rate.planVersion())
                .allowance(meter.code())
                .flatMap(allowance -> allowance.price(currency));
    }

    /**
     * What was used, as the rating takes it. Of a flow what was charged is what had a price, as far as it was above the
     * included quantity.
     */
    private static Optional<PeriodUsage> usage(
            Meter meter, PlanOverage overage, List<OverageRate> rates, long charged) {
        if (meter.aggregation() == Aggregation.UNIQUE_COUNT) {
            return Optional.of(new PeriodUsage.Distinct(overage.used(), charged));
        }
        boolean isLevel = meter.aggregation() == Aggregation.MAX || meter.aggregation() == Aggregation.LATEST;
        boolean isKept = rates.stream().allMatch(rate -> rate.used() != null);
        if (isKept) {
            List<Long> used = rates.stream()
                    .map(rate -> Objects.requireNonNull(rate.used()))
                    .toList();
            return Optional.of(isLevel ? new PeriodUsage.Levels(used) : new PeriodUsage.Sums(used));
        }
        if (!isLevel) {
            return Optional.of(new PeriodUsage.Distinct(overage.used(), charged));
        }
        return rates.size() == 1 ? Optional.of(new PeriodUsage.Levels(List.of(overage.used()))) : Optional.empty();
    }

    private static PartView part(
            OverageRate rate,
            Instant start,
            Instant end,
            UsageRating.Part part,
            UsageRating.@Nullable PartCharge charge) {
        OveragePrice price = part.price();
        return new PartView(
                rate.plan(),
                rate.planVersion(),
                start,
                end,
                rate.included(),
                rate.seconds(),
                rate.periodSeconds(),
                rate.used(),
                price == null ? null : price.model(),
                charge == null ? 0 : charge.charged(),
                charge == null
                        ? List.of()
                        : charge.steps().stream().map(LineExplanation::step).toList(),
                charge == null ? "0" : decimal(charge.weight()));
    }

    private static StepView step(PriceStep step) {
        BigDecimal flat = step.flat();
        return new StepView(
                step.quantity(),
                step.unitPrice().toPlainString(),
                flat == null ? null : flat.toPlainString(),
                step.charge().toPlainString());
    }

    /** How the amount of a usage line comes about. */
    static String formula(
            InvoiceLine line,
            Meter meter,
            @Nullable PlanOverage overage,
            RatedThen rated,
            Charged before,
            String currency) {
        long lineMinor = line.amountMinor();
        String amount = MinorUnits.decimal(Math.addExact(before.amountMinor(), lineMinor), currency) + " " + currency;
        String difference = before.equals(Charged.NOTHING)
                ? ""
                : "; documents before charged %s, the difference is %s"
                        .formatted(
                                MinorUnits.decimal(before.amountMinor(), currency),
                                MinorUnits.decimal(lineMinor, currency));
        Charges charges = rated.charges();
        if (overage == null || charges == null) {
            return "All usage of the period came to " + amount + difference;
        }
        String what =
                switch (meter.aggregation()) {
                    case SUM, COUNT, UNIQUE_COUNT ->
                        "%d used, %d included: %d above it, of which %d have a price"
                                .formatted(overage.used(), overage.included(), charges.overage(), charges.charged());
                    case MAX, LATEST ->
                        "at most %d used; what each part has above the included quantity, weighted by time"
                                .formatted(overage.used());
                };
        return "%s; costs %s %s, rounded half up to %s%s"
                .formatted(what, decimal(charges.charge()), currency, amount, difference);
    }

    /** How all that was rated was rounded; null: it was not kept. */
    static @Nullable RoundingView rounding(RatedThen rated, String currency) {
        Charges charges = rated.charges();
        return charges == null
                ? null
                : new RoundingView(
                        decimal(charges.charge()),
                        HALF_UP,
                        new Money(charges.rounded(currency).amountMinor(), currency));
    }

    static ChargeView charge(Charged charged, String currency) {
        return new ChargeView(charged.quantity(), new Money(charged.amountMinor(), currency));
    }

    /** To 12 decimals, without zeros at the end. */
    private static String decimal(Ratio exact) {
        BigDecimal number = new BigDecimal(exact.numerator())
                .divide(new BigDecimal(exact.denominator()), DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return number.toPlainString();
    }
}
