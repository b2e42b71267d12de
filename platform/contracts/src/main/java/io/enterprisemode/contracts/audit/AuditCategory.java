package io.enterprisemode.contracts.audit;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an audit event is about; in JSON in lower case. */
public enum AuditCategory {
    AUTHENTICATION,
    ACCESS,
    SECURITY,
    TEAM,
    BILLING,
    USAGE,
    DATA,
    CONFIGURATION,
    COMPLIANCE;

    /** The name in JSON, such as {@code billing}. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
