package io.enterprisemode.contracts.audit;

/** How the audited action ended: done, failed, or refused for lack of permission. */
public enum AuditOutcome {
    SUCCESS,
    FAILURE,
    DENIED
}
