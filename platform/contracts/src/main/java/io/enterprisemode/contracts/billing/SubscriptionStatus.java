package io.enterprisemode.contracts.billing;

/** The states of a subscription. */
public enum SubscriptionStatus {
    TRIALING,
    ACTIVE,
    PAST_DUE,
    SUSPENDED,
    CANCELED
}
