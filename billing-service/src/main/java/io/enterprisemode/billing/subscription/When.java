package io.enterprisemode.billing.subscription;

/** When a change or a cancellation takes effect. */
public enum When {
    /** At once, from the second on in which it is asked for. */
    NOW,
    /** At the end of the fee period, that is of what is paid; in a trial a cancellation at its end. */
    PERIOD_END
}
