package io.enterprisemode.contracts.billing;

/** Why nothing more is expected of an invoice: it is paid, was declared void, or is given up. */
public enum SettlementStatus {
    PAID,
    VOID,
    UNCOLLECTIBLE
}
