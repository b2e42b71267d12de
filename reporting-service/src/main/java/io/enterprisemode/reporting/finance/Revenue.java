package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.LineKind;

/** What invoices charge, by what it is charged for, in minor units of one currency. */
record Revenue(long subscriptionMinor, long overageMinor, long adjustmentMinor, long creditMinor, long taxMinor) {

    static final Revenue NONE = new Revenue(0, 0, 0, 0, 0);

    /** What one line charges. */
    static Revenue of(LineKind kind, long amountMinor) {
        return switch (kind) {
            case SUBSCRIPTION -> new Revenue(amountMinor, 0, 0, 0, 0);
            case OVERAGE -> new Revenue(0, amountMinor, 0, 0, 0);
            case ADJUSTMENT -> new Revenue(0, 0, amountMinor, 0, 0);
            case CREDIT -> new Revenue(0, 0, 0, amountMinor, 0);
            case TAX -> new Revenue(0, 0, 0, 0, amountMinor);
        };
    }

    Revenue plus(Revenue other) {
        return new Revenue(
                Math.addExact(subscriptionMinor, other.subscriptionMinor),
                Math.addExact(overageMinor, other.overageMinor),
                Math.addExact(adjustmentMinor, other.adjustmentMinor),
                Math.addExact(creditMinor, other.creditMinor),
                Math.addExact(taxMinor, other.taxMinor));
    }

    /** Without tax. */
    long subtotalMinor() {
        return Math.addExact(
                Math.addExact(subscriptionMinor, overageMinor), Math.addExact(adjustmentMinor, creditMinor));
    }

    /** With tax. */
    long totalMinor() {
        return Math.addExact(subtotalMinor(), taxMinor);
    }
}
