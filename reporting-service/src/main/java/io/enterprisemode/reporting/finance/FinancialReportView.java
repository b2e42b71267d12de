package io.enterprisemode.reporting.finance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.reporting.finance.Account.Movement;
import io.enterprisemode.reporting.revenue.RecurringRevenue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was invoiced and collected in a month (UTC), and what is outstanding and recurs at its end. Every amount is in
 * minor units of the currency beside it.
 *
 * @param month such as {@code 2026-02}
 * @param periodStart included
 * @param periodEnd excluded
 * @param asOf everything published before is in the figures; null when nothing was ever taken in
 * @param newestEventAt of the organization's newest billing event that was taken in
 * @param lag how many published events (of all organizations) wait to be taken in by any replica; null: not known
 * @param currencies in the order of their codes
 * @param invoices issued in the month, in the order of their issue
 * @param creditNotes issued in the month, in the order of their issue
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "FinancialReport")
record FinancialReportView(
        String month,
        Instant periodStart,
        Instant periodEnd,
        @Nullable Instant asOf,
        @Nullable Instant newestEventAt,
        @Nullable Long lag,
        List<CurrencyFigures> currencies,
        List<IssuedInvoice> invoices,
        List<IssuedCreditNote> creditNotes) {

    FinancialReportView {
        currencies = List.copyOf(currencies);
        invoices = List.copyOf(invoices);
        creditNotes = List.copyOf(creditNotes);
    }

    /**
     * The figures of one currency.
     *
     * @param invoices how many were issued
     * @param creditNotes how many were issued
     * @param revenue of both
     */
    @Schema(name = "CurrencyFigures")
    record CurrencyFigures(
            String currency,
            int invoices,
            int creditNotes,
            RevenueFigures revenue,
            RecurringFigures recurring,
            AccountFigures account) {}

    /**
     * What changed in the month in what the organization owes: {@code outstanding = opening + invoiced + credited +
     * voided + uncollectible - collected + refunded}.
     *
     * @param openingMinor what was outstanding at the end of the month before
     * @param invoicedMinor totals of the invoices issued
     * @param creditedMinor totals of the credit notes issued; not positive
     * @param voidedMinor totals of invoices declared void in the month, whenever they were issued; not positive
     * @param uncollectibleMinor what was given up; positive when more was paid of what was given up before
     * @param collectedMinor payments recorded
     * @param refundedMinor customer credit paid out
     * @param outstandingMinor what the organization owes at the end of the month over all of its documents, less what
     *     it is owed; negative when it is owed more
     */
    @Schema(name = "AccountFigures")
    record AccountFigures(
            long openingMinor,
            long invoicedMinor,
            long creditedMinor,
            long voidedMinor,
            long uncollectibleMinor,
            long collectedMinor,
            long refundedMinor,
            long outstandingMinor) {

        static AccountFigures of(Account before, Account after) {
            Account month = after.since(before);
            return new AccountFigures(
                    before.balanceMinor(),
                    month.amountMinor(Movement.INVOICED),
                    month.amountMinor(Movement.CREDITED),
                    month.amountMinor(Movement.VOIDED),
                    month.amountMinor(Movement.UNCOLLECTIBLE),
                    month.amountMinor(Movement.COLLECTED),
                    month.amountMinor(Movement.REFUNDED),
                    after.balanceMinor());
        }
    }

    /** The sums of the lines of invoices and credit notes; the total is that of the documents. */
    @Schema(name = "RevenueFigures")
    record RevenueFigures(
            long subscriptionMinor,
            long overageMinor,
            long adjustmentMinor,
            long creditMinor,
            long subtotalMinor,
            long taxMinor,
            long totalMinor) {

        static RevenueFigures of(Revenue revenue) {
            return new RevenueFigures(
                    revenue.subscriptionMinor(),
                    revenue.overageMinor(),
                    revenue.adjustmentMinor(),
                    revenue.creditMinor(),
                    revenue.subtotalMinor(),
                    revenue.taxMinor(),
                    revenue.totalMinor());
        }

        Revenue sums() {
            return new Revenue(subscriptionMinor, overageMinor, adjustmentMinor, creditMinor, taxMinor);
        }
    }

    /**
     * Monthly recurring revenue and how it moved; the five movements sum to its change.
     *
     * @param mrrMinor at the last instant of the month; in the running month as it will be if nothing changes
     * @param openingMrrMinor at the end of the month before
     * @param contractionMinor not positive
     * @param churnMinor not positive
     */
    @Schema(name = "RecurringFigures")
    record RecurringFigures(
            long mrrMinor,
            long openingMrrMinor,
            long newMinor,
            long expansionMinor,
            long contractionMinor,
            long churnMinor,
            long reactivationMinor) {

        static RecurringFigures of(RecurringRevenue recurring) {
            RecurringRevenue.Month month = recurring.months().getLast();
            return new RecurringFigures(
                    month.mrrMinor(),
                    recurring.openingMinor(),
                    month.newMinor(),
                    month.expansionMinor(),
                    month.contractionMinor(),
                    month.churnMinor(),
                    month.reactivationMinor());
        }
    }

    /** An invoice of the month. */
    @Schema(name = "IssuedInvoice")
    record IssuedInvoice(
            UUID invoiceId,
            String number,
            Instant issuedAt,
            Instant periodStart,
            Instant periodEnd,
            String currency,
            RevenueFigures revenue) {}

    /**
     * A credit note of the month; its amounts are signed as on the document.
     *
     * @param correctsInvoiceId the invoice it corrects; null: no single one
     */
    @Schema(name = "IssuedCreditNote")
    record IssuedCreditNote(
            UUID creditNoteId,
            String number,
            @Nullable UUID correctsInvoiceId,
            Instant issuedAt,
            Instant periodStart,
            Instant periodEnd,
            String currency,
            RevenueFigures revenue) {}
}
