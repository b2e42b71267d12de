package io.enterprisemode.contracts.billing;

/** What happens at the hard limit: allow and notify, refuse, or allow and charge. */
public enum LimitBehaviour {
    WARN,
    BLOCK,
    OVERAGE
}
