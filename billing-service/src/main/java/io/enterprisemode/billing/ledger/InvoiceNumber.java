package io.enterprisemode.billing.ledger;

/** How numbers of invoices are printed; they are gap-free per organization. */
public final class InvoiceNumber {

    private InvoiceNumber() {}

    /** Such as {@code INV-000042}; of at least six digits. */
    public static String printed(long number) {
        return "INV-%06d".formatted(number);
    }

    /** Such as {@code CN-000042}, of the series of credit notes. */
    public static String printedOfCreditNote(long number) {
        return "CN-%06d".formatted(number);
    }
}
