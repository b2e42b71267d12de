package io.enterprisemode.client.entitlement;

/** What happens at the hard limit of a meter. */
public enum LimitBehaviour {
    /** Usage is counted, and a warning is sent. */
    WARN,
    /** Usage is refused. */
    BLOCK,
    /** Usage is charged. */
    OVERAGE,
    /** A behaviour of a later version of the service. */
    UNKNOWN
}
