package io.enterprisemode.reporting.finance;

import io.enterprisemode.reporting.finance.FinancialReportView.AccountFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.CurrencyFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.IssuedCreditNote;
import io.enterprisemode.reporting.finance.FinancialReportView.IssuedInvoice;
import io.enterprisemode.reporting.finance.FinancialReportView.RevenueFigures;
import io.enterprisemode.web.csv.CsvLine;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Currency;
import java.util.Objects;

/**
 * How a financial report looks as CSV: a line for each invoice, one for each credit note, then a total for each
 * currency; amounts in major units. Only totals have what happened on the account.
 */
final class FinancialCsv {

    private static final String[] COLUMNS = {
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
        "total",
        "document",
        "correctsInvoiceId",
        "opening",
        "invoiced",
        "credited",
        "voided",
        "uncollectible",
        "collected",
        "refunded",
        "outstanding"
    };

    private static final CsvLine HEADER = CsvLine.of((Object[]) COLUMNS);

    private static final int USUAL_DECIMALS = 2;

    private FinancialCsv() {}

    static String text(FinancialReportView report) {
        StringBuilder text = new StringBuilder(HEADER.text());
        for (IssuedInvoice invoice : report.invoices()) {
            Line line = new Line(invoice.currency());
            line.add(
                    invoice.number(),
                    invoice.invoiceId(),
                    invoice.issuedAt(),
                    invoice.periodStart(),
                    invoice.periodEnd());
            line.add(invoice.revenue());
            line.add(DocumentKind.INVOICE, "");
            text.append(line.text());
        }
        for (IssuedCreditNote note : report.creditNotes()) {
            Line line = new Line(note.currency());
            line.add(note.number(), note.creditNoteId(), note.issuedAt(), note.periodStart(), note.periodEnd());
            line.add(note.revenue());
            line.add(DocumentKind.CREDIT_NOTE, Objects.requireNonNullElse(note.correctsInvoiceId(), ""));
            text.append(line.text());
        }
        for (CurrencyFigures figures : report.currencies()) {
            Line line = new Line(figures.currency());
            line.add("TOTAL", "", "", report.periodStart(), report.periodEnd());
            line.add(figures.revenue());
            line.add("TOTAL", "");
            line.add(figures.account());
            text.append(line.text());
        }
        return text.toString();
    }

    /** A line in the making; cells that are not added are empty. */
    private static final class Line {

        private final Object[] cells = new Object[COLUMNS.length];
        private final String currency;
        private final int decimals;
        private int next;

        Line(String currency) {
            this.currency = currency;
            this.decimals = decimals(currency);
            Arrays.fill(cells, "");
        }

        void add(Object... values) {
            for (Object value : values) {
                cells[next++] = value;
            }
        }

        void add(RevenueFigures revenue) {
            add((Object) currency);
            addAmounts(
                    revenue.subscriptionMinor(),
                    revenue.overageMinor(),
                    revenue.adjustmentMinor(),
                    revenue.creditMinor(),
                    revenue.subtotalMinor(),
                    revenue.taxMinor(),
                    revenue.totalMinor());
        }

        void add(AccountFigures account) {
            addAmounts(
                    account.openingMinor(),
                    account.invoicedMinor(),
                    account.creditedMinor(),
                    account.voidedMinor(),
                    account.uncollectibleMinor(),
                    account.collectedMinor(),
                    account.refundedMinor(),
                    account.outstandingMinor());
        }

        private void addAmounts(long... minors) {
            for (long minor : minors) {
                add(BigDecimal.valueOf(minor, decimals));
            }
        }

        String text() {
            return CsvLine.of(cells).text();
        }
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
