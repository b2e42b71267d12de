package io.enterprisemode.billing.ledger;

/**
 * What the postings say of an invoice; amounts in minor units.
 *
 * @param openMinor what is still to be paid
 * @param writtenOffMinor what was written off and not paid since
 * @param isCorrected whether a credit note settled a part of it
 */
public record InvoicePosition(long openMinor, long writtenOffMinor, boolean isCorrected) {

    /** That of an invoice of which nothing is open. */
    public static final InvoicePosition NOTHING_OPEN = new InvoicePosition(0, 0, false);
}
