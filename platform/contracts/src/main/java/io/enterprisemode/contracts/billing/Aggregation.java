package io.enterprisemode.contracts.billing;

/**
 * How the events of a meter become its usage: the sum, number, maximum, latest quantity or number of distinct values.
 */
public enum Aggregation {
    SUM,
    COUNT,
    MAX,
    LATEST,
    UNIQUE_COUNT
}
