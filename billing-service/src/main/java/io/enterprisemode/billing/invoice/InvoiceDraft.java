package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.metering.UsageCounters.BilledUsage;
import io.enterprisemode.billing.metering.UsageRating;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a period of a subscription costs: its price, and for each meter the quantity beyond the included one.
 *
 * @param lines in the order of the invoice
 */
record InvoiceDraft(PlanVersion plan, BillingPeriod period, List<Line> lines) {

    /** The item of the line with the price of the subscription. */
    static final String SUBSCRIPTION_ITEM = "subscription";

    InvoiceDraft {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param item with subscription, plan version and period its identity
     * @param overage how its quantity comes about; only with OVERAGE
     */
    record Line(
            LineKind kind,
            String item,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable BigDecimal unitPrice,
            long amountMinor,
            @Nullable Overage overage) {}

    /**
     * Usage beyond the included quantity.
     *
     * @param workspaces what each workspace used, the largest first
     */
    record Overage(long used, long included, List<Share> workspaces) {

        Overage {
            workspaces = List.copyOf(workspaces);
        }
    }

    /** What a workspace used. */
    record Share(UUID workspaceId, long quantity) {}

    /** The sum of the lines in minor units. */
    long subtotalMinor() {
        return MinorUnits.sum(lines.stream().map(Line::amountMinor).toList());
    }

    /** The lines of a period. */
    static InvoiceDraft of(
            PlanVersion plan,
            BillingInterval interval,
            BillingPeriod period,
            List<Meter> meters,
            List<BilledUsage> usage) {
        List<Line> lines = new ArrayList<>();
        lines.add(price(plan, interval));
        for (Meter meter : meters) {
            usage.stream()
                    .filter(used -> used.meter().equals(meter.code()))
                    .findFirst()
                    .flatMap(used -> overage(plan, interval, meter, used))
                    .ifPresent(lines::add);
        }
        return new InvoiceDraft(plan, period, lines);
    }

    private static Line price(PlanVersion plan, BillingInterval interval) {
        String length =
                switch (interval) {
                    case MONTH -> "one month";
                    case YEAR -> "one year";
                };
        return new Line(
                LineKind.SUBSCRIPTION,
                SUBSCRIPTION_ITEM,
                null,
                plan.name() + ", " + length,
                null,
                null,
                plan.priceMinor(interval),
                null);
    }

    private static Optional<Line> overage(PlanVersion plan, BillingInterval interval, Meter meter, BilledUsage used) {
        Allowance allowance = plan.allowance(meter.code()).orElse(null);
        BigDecimal unitPrice = allowance == null ? null : allowance.unitPrice();
        if (allowance == null || unitPrice == null) {
            return Optional.empty();
        }
        long included = UsageLimit.of(allowance, interval).included();
        long quantity = UsageRating.overage(used.quantity(), included);
        if (quantity == 0) {
            return Optional.empty();
        }
        return Optional.of(new Line(
                LineKind.OVERAGE,
                meter.code(),
                meter.code(),
                "%s above %s".formatted(meter.name(), String.format(Locale.ROOT, "%,d", included)),
                quantity,
                unitPrice,
                UsageRating.amountMinor(quantity, unitPrice, plan.currency()),
                new Overage(used.quantity(), included, shares(used.workspaces()))));
    }

    private static List<Share> shares(Map<UUID, Long> workspaces) {
        return workspaces.entrySet().stream()
                .map(each -> new Share(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Share::quantity).reversed().thenComparing(Share::workspaceId))
                .toList();
    }
}
