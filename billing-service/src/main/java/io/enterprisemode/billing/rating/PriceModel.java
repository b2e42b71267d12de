package io.enterprisemode.billing.rating;

/** How usage beyond the included quantity is priced. */
public enum PriceModel {
    /** Each unit costs the same. */
    PER_UNIT,
    /** Each unit has the price of the tier that it falls into. */
    GRADUATED,
    /** All units have the price of the tier that the last one falls into. */
    VOLUME,
    /** Units are sold in packages; one that is begun is paid in full. */
    PACKAGE
}
