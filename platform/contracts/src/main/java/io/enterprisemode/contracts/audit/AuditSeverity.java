package io.enterprisemode.contracts.audit;

/** How grave an audit event is. */
public enum AuditSeverity {
    INFO,
    WARNING,
    ERROR,
    CRITICAL
}
