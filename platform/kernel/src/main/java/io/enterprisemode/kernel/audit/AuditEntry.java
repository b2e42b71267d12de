package io.enterprisemode.kernel.audit;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded about a change; who, when and where from is added by {@link AuditTrail}.
 *
 * @param action dotted, past tense: {@code billing.subscription.created}
 * @param details what else matters, such as before and after; no secrets
 */
public record AuditEntry(
        AuditCategory category,
        AuditSeverity severity,
        String action,
        Target target,
        AuditOutcome outcome,
        Map<String, @Nullable Object> details) {

    public AuditEntry {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** A successful change of ordinary weight. */
    public static AuditEntry of(
            AuditCategory category, String action, Target target, Map<String, @Nullable Object> details) {
        return new AuditEntry(category, AuditSeverity.INFO, action, target, AuditOutcome.SUCCESS, details);
    }
}
