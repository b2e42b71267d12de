package io.enterprisemode.billing.ledger;

/** The accounts of an organization's ledger, debit positive; all balances sum to zero. */
public enum Account {
    /** What the customer owes; normally not negative. */
    RECEIVABLE,
    /** What the customer paid; normally not negative. */
    CASH,
    /** What the customer is owed; normally not positive. */
    CUSTOMER_CREDIT,
    /** Earned; normally not positive. */
    REVENUE,
    /** Owed to the tax office; normally not positive. */
    TAX,
    /** What was written off of invoices and not paid since; never negative. */
    BAD_DEBT
}
