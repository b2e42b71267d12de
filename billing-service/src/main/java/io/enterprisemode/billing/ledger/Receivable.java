package io.enterprisemode.billing.ledger;

/**
 * Where an invoice stands; amounts in minor units.
 *
 * @param creditAppliedMinor customer credit that was applied to it, that of credit notes included
 * @param paidMinor sum of the payments towards it, as far as they are not above it
 * @param writtenOffMinor what was written off and not paid since
 * @param isCorrected whether a credit note settled a part of it
 */
public record Receivable(
        String number,
        long netMinor,
        long taxMinor,
        long creditAppliedMinor,
        long paidMinor,
        long writtenOffMinor,
        boolean isCorrected,
        boolean isVoid) {

    /** The states of an invoice in the ledger. */
    public enum Status {
        OPEN,
        PAID,
        VOID,
        UNCOLLECTIBLE
    }

    /** One that was issued just now, with the customer credit that is applied to it. */
    static Receivable issued(String number, long netMinor, long taxMinor, long creditAppliedMinor) {
        return new Receivable(number, netMinor, taxMinor, creditAppliedMinor, 0, 0, false, false);
    }

    /** Net and tax. */
    public long grossMinor() {
        return Math.addExact(netMinor, taxMinor);
    }

    /** What is still to be paid; 0 for a void one and for what is written off. */
    public long openMinor() {
        return isVoid ? 0 : grossMinor() - creditAppliedMinor - paidMinor - writtenOffMinor;
    }

    /** UNCOLLECTIBLE while something is written off, PAID as soon as nothing is open or written off. */
    public Status status() {
        if (isVoid) {
            return Status.VOID;
        }
        if (writtenOffMinor > 0) {
            return Status.UNCOLLECTIBLE;
        }
        return openMinor() == 0 ? Status.PAID : Status.OPEN;
    }

    Receivable paid(long amountMinor) {
        return with(creditAppliedMinor, Math.addExact(paidMinor, amountMinor), writtenOffMinor, isCorrected);
    }

    Receivable credited(long amountMinor) {
        return with(Math.addExact(creditAppliedMinor, amountMinor), paidMinor, writtenOffMinor, isCorrected);
    }

    Receivable corrected(long amountMinor) {
        return with(
                Math.addExact(creditAppliedMinor, amountMinor),
                paidMinor,
                writtenOffMinor,
                isCorrected || amountMinor > 0);
    }

    Receivable writtenOff() {
        return with(creditAppliedMinor, paidMinor, openMinor(), isCorrected);
    }

    Receivable recovered(long amountMinor) {
        return with(
                creditAppliedMinor, Math.addExact(paidMinor, amountMinor), writtenOffMinor - amountMinor, isCorrected);
    }

    Receivable voided() {
        return new Receivable(
                number, netMinor, taxMinor, creditAppliedMinor, paidMinor, writtenOffMinor, isCorrected, true);
    }

    private Receivable with(long creditApplied, long paid, long writtenOff, boolean corrected) {
        return new Receivable(number, netMinor, taxMinor, creditApplied, paid, writtenOff, corrected, isVoid);
    }
}
