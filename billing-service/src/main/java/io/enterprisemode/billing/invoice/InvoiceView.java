package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as it is shown.
 *
 * @param id left out in a preview
 * @param number gap-free in the organization; left out in a preview
 * @param status DRAFT in a preview
 * @param periodEnd excluded
 * @param issuedAt left out in a preview
 * @param lines left out in lists
 * @param creditApplied customer credit that was applied to it, that of credit notes included; left out in a preview
 * @param open what is still to be paid, not what is written off; left out in a preview
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Invoice",
        requiredProperties = {
            "status",
            "subscriptionId",
            "plan",
            "planVersion",
            "periodStart",
            "periodEnd",
            "subtotal",
            "tax",
            "total"
        })
record InvoiceView(
        @Nullable UUID id,
        @Nullable String number,
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
        Money total,
        @Nullable Money creditApplied,
        @Nullable Money open) {

    /**
     * A line.
     *
     * @param id left out in a preview
     * @param meter of an overage
     * @param quantity what is charged, in the meter's unit
     * @param unitPrice decimal number in major units; left out where plans with different prices were in force, and
     *     where tiers or packages are charged
     * @param used what was used in the period, of an overage; of MAX and LATEST the greatest level
     * @param included what of it is free of charge
     * @param rates of an overage: what the plans that were in force say of the meter
     * @param workspaces what each workspace used, the largest first
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLine",
            requiredProperties = {"kind", "description", "amount", "rates", "workspaces"})
    record LineView(
            @Nullable UUID id,
            LineKind kind,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable String unitPrice,
            @Nullable Long used,
            @Nullable Long included,
            Money amount,
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

    /** What a workspace used. */
    @Schema(name = "InvoiceWorkspace")
    record ShareView(UUID workspaceId, long quantity) {}

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
                invoice.printedNumber(),
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
                line.meter(),
                line.description(),
                line.quantity(),
                decimal(line.unitPrice()),
                overage == null ? null : overage.used(),
                overage == null ? null : overage.included(),
                new Money(line.amountMinor(), complete.invoice().currency()),
                complete.rates().stream()
                        .filter(each -> each.overageId().equals(line.id()))
                        .map(RateView::of)
                        .toList(),
                complete.workspaces().stream()
                        .filter(each -> each.overageId().equals(line.id()))
                        .map(each -> new ShareView(each.workspaceId(), each.quantity()))
                        .toList());
    }

    /** What a period would cost as of now. */
    static InvoiceView preview(SubscriptionTerms terms, InvoiceDraft draft) {
        String currency = draft.plan().currency();
        Money subtotal = new Money(draft.subtotalMinor(), currency);
        return new InvoiceView(
                null,
                null,
                InvoiceStatus.DRAFT,
                terms.id(),
                draft.plan().code(),
                draft.plan().version(),
                draft.period().start(),
                draft.period().end(),
                null,
                draft.lines().stream().map(line -> line(currency, line)).toList(),
                subtotal,
                new Money(0, currency),
                subtotal,
                null,
                null);
    }

    private static LineView line(String currency, InvoiceDraft.Line line) {
        InvoiceDraft.Overage overage = line.overage();
        return new LineView(
                null,
                line.kind(),
                line.meter(),
                line.description(),
                line.quantity(),
                decimal(line.unitPrice()),
                overage == null ? null : overage.used(),
                overage == null ? null : overage.included(),
                new Money(line.amountMinor(), currency),
                overage == null
                        ? List.of()
                        : overage.rates().stream().map(RateView::of).toList(),
                overage == null
                        ? List.of()
                        : overage.workspaces().stream()
                                .map(share -> new ShareView(share.workspaceId(), share.quantity()))
                                .toList());
    }

    private static @Nullable String decimal(@Nullable BigDecimal unitPrice) {
        return unitPrice == null ? null : unitPrice.toPlainString();
    }
}
