package io.enterprisemode.billing.tax;

/** How what an organization buys is taxed. */
public enum TaxTreatment {
    /** By a rate, which may be 0. */
    RATE,
    /** Not at all, for a reason that stands on the document. */
    EXEMPT,
    /** By the buyer; the document says so. */
    REVERSE_CHARGE
}
