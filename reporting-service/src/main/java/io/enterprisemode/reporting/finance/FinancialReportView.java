package io.enterprisemode.reporting.finance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.reporting.revenue.RecurringRevenue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What was invoiced in a month (UTC), and what recurs at its end. Every amount is in minor units of the currency beside
 * it.
 *
 * @param month such as {@code 2026-02}
 * @param periodStart included
 * @param periodEnd excluded
 * @param asOf everything published before is in the figures; null when nothing was ever taken in
 * @param newestEventAt of the organization's newest invoice or subscription event that was taken in
 * @param lag how many published events (of all organizations) wait to be taken in by any replica; null: not known
 * @param currencies in the order of their codes
 * @param invoices issued in the month, in the order of their issue
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
        List<IssuedInvoice> invoices) {

    FinancialReportView {
        currencies = List.copyOf(currencies);
        invoices = List.copyOf(invoices);
    }

    /**
     * The figures of one currency.
     *
     * @param invoices how many were issued
     */
    @Schema(name = "CurrencyFigures")
    record CurrencyFigures(String currency, int invoices, RevenueFigures revenue, RecurringFigures recurring) {}

    /** The sums of the lines of invoices; the total is that of the invoices. */
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
}
