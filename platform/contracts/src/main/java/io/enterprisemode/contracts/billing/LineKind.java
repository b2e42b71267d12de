package io.enterprisemode.contracts.billing;

/** What a line of an invoice is for. */
public enum LineKind {
    SUBSCRIPTION,
    OVERAGE,
    ADJUSTMENT,
    CREDIT,
    TAX
}
