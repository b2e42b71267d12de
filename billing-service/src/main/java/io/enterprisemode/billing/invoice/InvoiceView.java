package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.money.Allocation;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.tax.Party;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.tax.TaxTreatment;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as it is shown.
 *
 * @param id left out in a preview
 * @param type an INVOICE, or a CREDIT_NOTE with negative amounts
 * @param number gap-free in the organization, in a series for each type; left out in a preview
 * @param corrects of a credit note the id of the invoice that charged what it credits; left out: none
 * @param status DRAFT in a preview
 * @param periodEnd excluded
 * @param issuedAt left out in a preview
 * @param lines left out in lists
 * @param taxRule how the tax comes about
 * @param seller as it was then; left out in a preview, and on documents of versions before
 * @param buyer as it was then; left out likewise
 * @param creditApplied customer credit that was applied to it, that of credit notes included, or would be now
 * @param open what is still to be paid, not what is written off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Invoice",
        requiredProperties = {
            "type",
            "status",
            "subscriptionId",
            "plan",
            "planVersion",
            "periodStart",
            "periodEnd",
            "subtotal",
            "tax",
            "taxRule",
            "total"
        })
record InvoiceView(
        @Nullable UUID id,
        DocumentKind type,
        @Nullable String number,
        @Nullable UUID corrects,
        InvoiceStatus status,
        UUID subscriptionId,
        String plan,
        int planVersion,
        Instant periodStart,
        Instant periodEnd,
        @Nullable Instant issuedAt,
        @Nullable List<LineView> lines,
        Money subtotal,
        Money tax,
        TaxView taxRule,
        @Nullable Party seller,
        @Nullable Party buyer,
        Money total,
        @Nullable Money creditApplied,
        @Nullable Money open) {

    /**
     * How the tax comes about.
     *
     * @param rate decimal number from 0 to below 1; the tax is that of the subtotal, rounded once
     * @param label as it stands on the document, with the reason where no tax is charged
     */
    @Schema(name = "DocumentTax")
    record TaxView(TaxTreatment treatment, String rate, String label) {

        private static TaxView of(TaxRule tax) {
            return new TaxView(tax.treatment(), tax.rate().toPlainString(), tax.label());
        }
    }

    /**
     * A line.
     *
     * @param id left out in a preview
     * @param plan whose price it is
     * @param start of what it charges
     * @param end excluded
     * @param meter of an overage or adjustment
     * @param quantity what is charged, in the meter's unit
     * @param unitPrice decimal number in major units; left out where plans with different prices were in force, and
     *     where tiers or packages are charged
     * @param used what was used in the period, of an overage or adjustment; of MAX and LATEST the greatest level
     * @param included what of it is free of charge
     * @param price of a price or credit: the full price of the fee period, of which the amount is {@code seconds /
     *     periodSeconds}
     * @param rates of an overage or adjustment: what the plans that were in force say of the meter
     * @param workspaces what each workspace used, the largest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLine",
            requiredProperties = {
                "kind",
                "plan",
                "planVersion",
                "start",
                "end",
                "description",
                "amount",
                "rates",
                "workspaces"
            })
    record LineView(
            @Nullable UUID id,
            LineKind kind,
            String plan,
            int planVersion,
            Instant start,
            Instant end,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable String unitPrice,
            @Nullable Long used,
            @Nullable Long included,
            Money amount,
            @Nullable Money price,
            @Nullable Long seconds,
            @Nullable Long periodSeconds,
            List<RateView> rates,
            List<ShareView> workspaces) {

        public LineView {
            rates = List.copyOf(rates);
            workspaces = List.copyOf(workspaces);
        }
    }

    /**
     * What a plan that was in force says of a meter.
     *
     * @param included per period, before it is weighted by time
     * @param unitPrice decimal number in major units; left out: what is beyond it is not charged, or by tiers or
     *     packages, which the version of the plan says
     * @param seconds of the period that the plan stands for
     * @param periodSeconds length of the period
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "OverageRate",
            requiredProperties = {"plan", "planVersion", "included", "seconds", "periodSeconds"})
    record RateView(
            String plan,
            int planVersion,
            long included,
            @Nullable String unitPrice,
            long seconds,
            long periodSeconds) {

        private static RateView of(OverageRate rate) {
            return new RateView(
                    rate.plan(),
                    rate.planVersion(),
                    rate.included(),
                    decimal(rate.unitPrice()),
                    rate.seconds(),
                    rate.periodSeconds());
        }

        private static RateView of(UsageLines.Rate rate) {
            return new RateView(
                    rate.plan().plan(),
                    rate.plan().version(),
                    rate.included(),
                    decimal(rate.unitPrice()),
                    rate.share().numerator(),
                    rate.share().denominator());
        }
    }

    /**
     * What a workspace used.
     *
     * @param amount what of the line is given to it, by the largest remainder: the amounts sum to that of the line;
     *     left out in a preview
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceWorkspace",
            requiredProperties = {"workspaceId", "quantity"})
    record ShareView(
            UUID workspaceId, long quantity, @Nullable Money amount) {}

    private static List<ShareView> shares(Complete complete, InvoiceLine line) {
        List<OverageWorkspace> workspaces = complete.workspaces().stream()
                .filter(each -> each.overageId().equals(line.id()))
                .toList();
        if (workspaces.isEmpty()) {
            return List.of();
        }
        List<Long> amounts = Allocation.of(
                line.amountMinor(),
                workspaces.stream().map(OverageWorkspace::quantity).toList());
        List<ShareView> shares = new ArrayList<>();
        for (int i = 0; i < workspaces.size(); i++) {
            shares.add(new ShareView(
                    workspaces.get(i).workspaceId(),
                    workspaces.get(i).quantity(),
                    new Money(amounts.get(i), complete.invoice().currency())));
        }
        return shares;
    }

    /** An invoice without its lines. */
    static InvoiceView summary(Invoice invoice, long openMinor) {
        return of(invoice, null, openMinor);
    }

    /** An invoice with its lines. */
    static InvoiceView of(Complete complete, long openMinor) {
        return of(
                complete.invoice(),
                complete.lines().stream().map(line -> line(complete, line)).toList(),
                openMinor);
    }

    private static InvoiceView of(Invoice invoice, @Nullable List<LineView> lines, long openMinor) {
        return new InvoiceView(
                invoice.id(),
                invoice.kind(),
                invoice.printedNumber(),
                invoice.correctsId(),
                invoice.status(),
                invoice.subscriptionId(),
                invoice.plan(),
                invoice.planVersion(),
                invoice.periodStart(),
                invoice.periodEnd(),
                invoice.issuedAt(),
                lines,
                new Money(invoice.subtotalMinor(), invoice.currency()),
                new Money(invoice.taxMinor(), invoice.currency()),
                TaxView.of(invoice.tax()),
                invoice.seller(),
                invoice.buyer(),
                new Money(invoice.totalMinor(), invoice.currency()),
                new Money(invoice.creditAppliedMinor(), invoice.currency()),
                new Money(openMinor, invoice.currency()));
    }

    private static LineView line(Complete complete, InvoiceLine line) {
        PlanOverage overage = complete.overages().stream()
                .filter(each -> each.id().equals(line.id()))
                .findFirst()
                .orElse(null);
        return new LineView(
                line.id(),
                line.kind(),
                line.plan(),
                line.planVersion(),
                line.periodStart(),
                line.periodEnd(),
                line.meter(),
                line.description(),
                line.quantity(),
                decimal(line.unitPrice()),
                overage == null ? null : overage.used(),
                overage == null ? null : overage.included(),
                new Money(line.amountMinor(), complete.invoice().currency()),
                money(line.priceMinor(), complete.invoice().currency()),
                line.seconds(),
                line.periodSeconds(),
                complete.rates().stream()
                        .filter(each -> each.overageId().equals(line.id()))
                        .map(RateView::of)
                        .toList(),
                shares(complete, line));
    }

    /**
     * A document as it would be issued now.
     *
     * @param creditMinor customer credit that would be applied to it
     */
    static InvoiceView preview(UUID subscriptionId, InvoiceDraft draft, long creditMinor) {
        String currency = draft.currency();
        DocumentTotals totals = draft.totals();
        return new InvoiceView(
                null,
                totals.isCreditNote() ? DocumentKind.CREDIT_NOTE : DocumentKind.INVOICE,
                null,
                null,
                InvoiceStatus.DRAFT,
                subscriptionId,
                draft.plan().plan(),
                draft.plan().version(),
                draft.start(),
                draft.end(),
                null,
                draft.lines().stream().map(line -> line(currency, line)).toList(),
                new Money(totals.netMinor(), currency),
                new Money(totals.taxMinor(), currency),
                TaxView.of(draft.tax()),
                null,
                null,
                new Money(totals.totalMinor(), currency),
                new Money(creditMinor, currency),
                new Money(totals.isCreditNote() ? 0 : totals.totalMinor() - creditMinor, currency));
    }

    private static @Nullable Money money(@Nullable Long minor, String currency) {
        return minor == null ? null : new Money(minor, currency);
    }

    private static LineView line(String currency, InvoiceDraft.Line line) {
        InvoiceDraft.Overage overage = line.overage();
        PriceLine price = line.price();
        return new LineView(
                null,
                line.kind(),
                line.plan().plan(),
                line.plan().version(),
                line.start(),
                line.end(),
                line.meter(),
                line.description(),
                line.quantity(),
                decimal(line.unitPrice()),
                overage == null ? null : overage.used(),
                overage == null ? null : overage.included(),
                new Money(line.amountMinor(), currency),
                price == null ? null : new Money(price.priceMinor(), currency),
                price == null ? null : price.seconds(),
                price == null ? null : price.periodSeconds(),
                overage == null
                        ? List.of()
                        : overage.rates().stream().map(RateView::of).toList(),
                overage == null
                        ? List.of()
                        : overage.workspaces().stream()
                                .map(share -> new ShareView(share.workspaceId(), share.quantity(), null))
                                .toList());
    }

    private static @Nullable String decimal(@Nullable BigDecimal unitPrice) {
        return unitPrice == null ? null : unitPrice.toPlainString();
    }
}
