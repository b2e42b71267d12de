package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.rating.UsageRating;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.PlanChange;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.Proration;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a period of a subscription costs: its price, and for each meter the quantity beyond the included one. Where the
 * plan was changed in the middle of the period, each part has its own lines: the price by {@link Proration}, the usage
 * against what the plan of the part includes, prorated by time.
 *
 * @param plan of the end of the period
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
     * @param plan in force in the span
     * @param start of the period, or of the part of it
     * @param end excluded
     * @param item identifies the line together with subscription, plan version and period
     * @param overage how its quantity comes about; only with OVERAGE
     */
    record Line(
            PlanVersion plan,
            Instant start,
            Instant end,
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

    /**
     * A part of the period, what its plan is, and what was used in it.
     *
     * @param usage of the part only
     */
    record Part(PlanPart span, PlanVersion plan, List<BilledUsage> usage) {

        Part {
            usage = List.copyOf(usage);
        }
    }

    /**
     * The lines of a period.
     *
     * @param parts all of the period, in order of time; their plans are of one currency
     */
    static InvoiceDraft of(BillingInterval interval, List<Meter> meters, List<Part> parts) {
        PlanVersion last = parts.getLast().plan();
        if (parts.stream().anyMatch(part -> !part.plan().currency().equals(last.currency()))) {
            throw new IllegalArgumentException("the plans of a period are of several currencies: " + parts);
        }
        List<Line> lines = new ArrayList<>(prices(interval, parts));
        for (Part part : parts) {
            for (Meter meter : meters) {
                part.usage().stream()
                        .filter(used -> used.meter().equals(meter.code()))
                        .findFirst()
                        .flatMap(used -> overage(part, interval, meter, used))
                        .ifPresent(lines::add);
            }
        }
        return new InvoiceDraft(last, parts.getLast().span().period(), lines);
    }

    /** One line per part; together the price of the period by {@link Proration}. */
    private static List<Line> prices(BillingInterval interval, List<Part> parts) {
        BillingPeriod period = parts.getFirst().span().period();
        long first = parts.getFirst().plan().priceMinor(interval);
        List<Proration.Line> changes = Proration.of(
                        period.start(),
                        period.end(),
                        first,
                        parts.stream()
                                .skip(1)
                                .map(part -> new PlanChange(
                                        part.span().start(), part.plan().priceMinor(interval)))
                                .toList())
                .lines();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            long running = i == 0 ? first : changes.get(i - 1).chargeMinor();
            lines.add(price(
                    parts.get(i), interval, i < changes.size() ? changes.get(i).usedMinor() : running));
        }
        return lines;
    }

    private static Line price(Part part, BillingInterval interval, long amountMinor) {
        String length =
                switch (interval) {
                    case MONTH -> "one month";
                    case YEAR -> "one year";
                };
        PlanPart span = part.span();
        String description = part.plan().name() + ", " + length;
        return new Line(
                part.plan(),
                span.start(),
                span.end(),
                LineKind.SUBSCRIPTION,
                SUBSCRIPTION_ITEM,
                null,
                span.isWhole() ? description : "%s, from %s to %s".formatted(description, span.start(), span.end()),
                null,
                null,
                amountMinor,
                null);
    }

    private static Optional<Line> overage(Part part, BillingInterval interval, Meter meter, BilledUsage used) {
        PlanVersion plan = part.plan();
        PlanPart span = part.span();
        Allowance allowance = plan.allowance(meter.code()).orElse(null);
        BigDecimal unitPrice = allowance == null ? null : allowance.unitPrice();
        if (allowance == null || unitPrice == null) {
            return Optional.empty();
        }
        long included = UsageLimit.of(allowance, interval, span.rated()).included();
        long quantity = UsageRating.overage(used.quantity(), included);
        if (quantity == 0) {
            return Optional.empty();
        }
        String description = "%s above %s".formatted(meter.name(), String.format(Locale.ROOT, "%,d", included));
        return Optional.of(new Line(
                plan,
                span.start(),
                span.end(),
                LineKind.OVERAGE,
                meter.code(),
                meter.code(),
                span.isWhole() ? description : "%s, from %s to %s".formatted(description, span.start(), span.end()),
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
