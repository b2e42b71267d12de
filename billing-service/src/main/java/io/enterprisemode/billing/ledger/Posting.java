package io.enterprisemode.billing.ledger;

import java.util.List;

/** What became of an operation. */
public sealed interface Posting {

    /**
     * It was done.
     *
     * @param ledger the ledger afterwards
     * @param entries what is to be written, in order; empty ones are left out
     */
    record Posted(Ledger ledger, List<LedgerEntry> entries) implements Posting {

        public Posted {
            entries = List.copyOf(entries);
        }
    }

    /** It was refused; nothing changed. */
    record Refused(Reason reason) implements Posting {}

    /** Why an operation is refused. */
    enum Reason {
        NUMBER_ALREADY_USED,
        INVOICE_IS_NEGATIVE,
        INVOICE_UNKNOWN,
        INVOICE_ALREADY_PAID,
        INVOICE_IS_VOID,
        INVOICE_IS_UNCOLLECTIBLE,
        INVOICE_HAS_PAYMENTS,
        INVOICE_IS_CORRECTED,
        AMOUNT_NOT_POSITIVE,
        CREDIT_IS_NEGATIVE,
        CREDIT_IS_EMPTY,
        ABOVE_CUSTOMER_CREDIT,
        ABOVE_OPEN_AMOUNT
    }
}
