package io.enterprisemode.contracts.billing;

/**
 * Which limit of a meter was reached: the warning, the included quantity, or the cap beyond which everything is
 * refused.
 */
public enum LimitThreshold {
    SOFT,
    HARD,
    CAP
}
