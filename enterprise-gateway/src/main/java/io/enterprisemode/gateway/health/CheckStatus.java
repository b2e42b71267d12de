package io.enterprisemode.gateway.health;

/** What a check found; UNKNOWN when it could not be evaluated. */
public enum CheckStatus {
    PASS,
    FAIL,
    UNKNOWN
}
