package io.enterprisemode.billing.ledger;

/**
 * Where an invoice stands.
 *
 * @param creditAppliedMinor customer credit that was applied when it was issued
 * @param paidMinor sum of the payments towards it
 */
public record Receivable(
        String number, long netMinor, long taxMinor, long creditAppliedMinor, long paidMinor, boolean isVoid) {

    /** The states of an invoice in the ledger. */
    public enum Status {
        OPEN,
        PAID,
        VOID
    }

    /** Net and tax. */
    public long grossMinor() {
        return Math.addExact(netMinor, taxMinor);
    }

    /** What is still to be paid; 0 for a void one. */
    public long openMinor() {
        return isVoid ? 0 : grossMinor() - creditAppliedMinor - paidMinor;
    }

    /** PAID as soon as nothing is open. */
    public Status status() {
        if (isVoid) {
            return Status.VOID;
        }
        return openMinor() == 0 ? Status.PAID : Status.OPEN;
    }

    Receivable paid(long amountMinor) {
        return new Receivable(
                number, netMinor, taxMinor, creditAppliedMinor, Math.addExact(paidMinor, amountMinor), false);
    }

    Receivable voided() {
        return new Receivable(number, netMinor, taxMinor, creditAppliedMinor, paidMinor, true);
    }
}
