package io.enterprisemode.contracts.billing;

/** Which of the two limits of a meter was reached. */
public enum LimitThreshold {
    SOFT,
    HARD
}
