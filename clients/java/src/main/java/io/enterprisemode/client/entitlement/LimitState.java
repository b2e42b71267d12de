package io.enterprisemode.client.entitlement;

/** How what is used of a meter compares with its limits, as the service decides it. */
public enum LimitState {
    /** Below the soft limit, or nothing is used. */
    WITHIN,
    /** The soft limit is reached. */
    NEAR_LIMIT,
    /** The included quantity is used up; or it is passed, and neither refused nor charged. */
    AT_LIMIT,
    /** What is beyond the included quantity is charged. */
    OVERAGE,
    /** Nothing more is counted: a limit or cap is reached, or the subscription is suspended. */
    BLOCKED,
    /** The plan says nothing of the meter: counted, neither limited nor charged; or there is no plan. */
    NOT_IN_PLAN,
    /** A state of a later version of the service. */
    UNKNOWN
}
