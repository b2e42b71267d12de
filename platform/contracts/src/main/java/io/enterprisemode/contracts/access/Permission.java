package io.enterprisemode.contracts.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What may be done inside an organization, with the least role that may do it. In JSON and in scopes of API keys it is its code. */
public enum Permission {
    ORG_READ("org:read", Role.VIEWER),
    TEAM_READ("team:read", Role.VIEWER),
    WORKSPACE_READ("workspace:read", Role.VIEWER),
    MEMBER_READ("member:read", Role.VIEWER),
    USAGE_READ("usage:read", Role.VIEWER),
    REPORT_READ("report:read", Role.VIEWER),
    USAGE_WRITE("usage:write", Role.MEMBER),
    WORKSPACE_UPDATE("workspace:update", Role.MEMBER),
    TEAM_CREATE("team:create", Role.ADMIN),
    TEAM_UPDATE("team:update", Role.ADMIN),
    TEAM_DELETE("team:delete", Role.ADMIN),
    WORKSPACE_CREATE("workspace:create", Role.ADMIN),
    WORKSPACE_DELETE("workspace:delete", Role.ADMIN),
    MEMBER_INVITE("member:invite", Role.ADMIN),
    MEMBER_REMOVE("member:remove", Role.ADMIN),
    ROLE_ASSIGN("role:assign", Role.ADMIN),
    BILLING_READ("billing:read", Role.ADMIN),
    BILLING_MANAGE("billing:manage", Role.ADMIN),
    REPORT_GENERATE("report:generate", Role.ADMIN),
    AUDIT_READ("audit:read", Role.ADMIN),
    AUDIT_EXPORT("audit:export", Role.ADMIN),
    ORG_UPDATE("org:update", Role.ADMIN),
    APIKEY_MANAGE("apikey:manage", Role.ADMIN),
    SSO_MANAGE("sso:manage", Role.ADMIN),
    ORG_DELETE("org:delete", Role.OWNER),
    AUDIT_RETENTION("audit:retention", Role.OWNER),
    AUDIT_ERASE("audit:erase", Role.OWNER);

    private static final Map<String, Permission> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::code, Function.identity()));

    private final String code;
    private final Role leastRole;

    Permission(String code, Role leastRole) {
        this.code = code;
        this.leastRole = leastRole;
    }

    /** The name used in JSON, scopes and documents, such as {@code org:read}. */
    @JsonValue
    public String code() {
        return code;
    }

    /** The least role that has this permission; for {@code role:assign} the assigned role must also not be above the caller's. */
    public Role leastRole() {
        return leastRole;
    }

    /** Whether only the role on the organization decides, so that a team role never grants it. */
    public boolean organizationLevel() {
        return switch (code.substring(0, code.indexOf(':'))) {
            case "org", "billing", "audit", "apikey", "sso" -> true;
            default -> false;
        };
    }

    /** The permission of a code, empty for an unknown one. */
    public static Optional<Permission> fromCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    @JsonCreator
    static Permission ofCode(String code) {
        return fromCode(code).orElseThrow(() -> new IllegalArgumentException("no permission: " + code));
    }
}
