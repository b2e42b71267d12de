package io.enterprisemode.billing.ledger;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a ledger; amounts in minor units. */
public sealed interface LedgerOperation {

    /** An invoice is issued; tax is computed on the sum of its lines and rounded once. */
    record IssueInvoice(String number, List<Long> linesMinor, BigDecimal taxRate) implements LedgerOperation {

        public IssueInvoice {
            Require.text(number, "number");
            linesMinor = List.copyOf(linesMinor);
            Require.that(taxRate.signum() >= 0, "taxRate is negative: " + taxRate);
        }

        long netMinor() {
            return MinorUnits.sum(linesMinor);
        }

        long taxMinor() {
            return MinorUnits.round(BigDecimal.valueOf(netMinor()).multiply(taxRate));
        }
    }

    /** The customer paid towards an invoice; an overpayment becomes customer credit. */
    record RecordPayment(String number, long amountMinor) implements LedgerOperation {}

    /** The customer is given credit, which waits for the next invoice. */
    record GrantCredit(long netMinor, long taxMinor) implements LedgerOperation {}

    /** Customer credit is paid out. */
    record RefundCredit(long amountMinor) implements LedgerOperation {}

    /** An unpaid invoice is declared void. */
    record VoidInvoice(String number) implements LedgerOperation {}

    /**
     * Customer credit is applied to an open invoice.
     *
     * @param amountMinor null: as much as there is credit and is open
     */
    record ApplyCredit(String number, @Nullable Long amountMinor) implements LedgerOperation {}

    /** The customer will not pay what is open of an invoice: it is written off. */
    record WriteOff(String number) implements LedgerOperation {}

    /**
     * A credit note is issued. It settles the invoice that it corrects as far as that is open; the rest is customer
     * credit, which waits for the next invoice.
     *
     * @param corrects number of the invoice; null: it corrects none
     */
    record IssueCreditNote(
            long netMinor, long taxMinor, @Nullable String corrects) implements LedgerOperation {}
}
