package io.enterprisemode.reporting.finance;

import io.enterprisemode.reporting.finance.FinancialReportView.CurrencyFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.IssuedInvoice;
import io.enterprisemode.reporting.finance.FinancialReportView.RevenueFigures;
import io.enterprisemode.web.csv.CsvLine;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Currency;

/**
 * How a financial report looks as CSV: a line for each invoice, then a total for each currency; amounts in major units.
 */
final class FinancialCsv {

    private static final CsvLine HEADER = CsvLine.of(
            "number",
            "invoiceId",
            "issuedAt",
            "periodStart",
            "periodEnd",
            "currency",
            "subscription",
            "overage",
            "adjustment",
            "credit",
            "subtotal",
            "tax",
            "total");

    private static final int USUAL_DECIMALS = 2;

    private FinancialCsv() {}

    static String text(FinancialReportView report) {
        StringBuilder text = new StringBuilder(HEADER.text());
        for (IssuedInvoice invoice : report.invoices()) {
            text.append(line(
                            invoice.currency(),
                            invoice.revenue(),
                            invoice.number(),
                            invoice.invoiceId(),
                            invoice.issuedAt(),
                            invoice.periodStart(),
                            invoice.periodEnd())
                    .text());
        }
        for (CurrencyFigures figures : report.currencies()) {
            text.append(line(
                            figures.currency(),
                            figures.revenue(),
                            "TOTAL",
                            "",
                            "",
                            report.periodStart(),
                            report.periodEnd())
                    .text());
        }
        return text.toString();
    }

    private static CsvLine line(String currency, RevenueFigures revenue, Object... first) {
        Object[] values = Arrays.copyOf(first, first.length + 8);
        int at = first.length;
        values[at++] = currency;
        for (long minor : new long[] {
            revenue.subscriptionMinor(),
            revenue.overageMinor(),
            revenue.adjustmentMinor(),
            revenue.creditMinor(),
            revenue.subtotalMinor(),
            revenue.taxMinor(),
            revenue.totalMinor()
        }) {
            values[at++] = BigDecimal.valueOf(minor, decimals(currency));
        }
        return CsvLine.of(values);
    }

    /** The decimals of a currency (ISO 4217); two for a code that is not in the standard. */
    private static int decimals(String currency) {
        return Currency.getAvailableCurrencies().stream()
                .filter(known -> known.getCurrencyCode().equals(currency))
                .map(Currency::getDefaultFractionDigits)
                .filter(digits -> digits >= 0)
                .findFirst()
                .orElse(USUAL_DECIMALS);
    }
}
