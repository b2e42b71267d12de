package io.enterprisemode.contracts.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What may be done inside an organization, with the least role that may do it. In JSON and in scopes of API keys it is
 * its code.
 */
public enum Permission {
    ORG_READ("org:read", Role.VIEWER, "See the organization"),
    TEAM_READ("team:read", Role.VIEWER, "See the team"),
    WORKSPACE_READ("workspace:read", Role.VIEWER, "See the workspace"),
    MEMBER_READ("member:read", Role.VIEWER, "See who belongs there, with which roles, and ask what they may do"),
    USAGE_READ("usage:read", Role.VIEWER, "See usage and limits"),
    REPORT_READ("report:read", Role.VIEWER, "See reports and analytics"),
    USAGE_WRITE("usage:write", Role.MEMBER, "Report usage and hold quantities for it"),
    WORKSPACE_UPDATE("workspace:update", Role.MEMBER, "Change the workspace"),
    TEAM_CREATE("team:create", Role.ADMIN, "Make teams"),
    TEAM_UPDATE("team:update", Role.ADMIN, "Change the team"),
    TEAM_DELETE("team:delete", Role.ADMIN, "Delete the team"),
    WORKSPACE_CREATE("workspace:create", Role.ADMIN, "Make workspaces in the team"),
    WORKSPACE_DELETE("workspace:delete", Role.ADMIN, "Delete the workspace or move it away"),
    MEMBER_INVITE("member:invite", Role.ADMIN, "Invite people and add service accounts"),
    MEMBER_REMOVE("member:remove", Role.ADMIN, "Remove members, with every role below"),
    ROLE_ASSIGN("role:assign", Role.ADMIN, "Give roles, none above one's own"),
    BILLING_READ("billing:read", Role.ADMIN, "See the subscription, invoices and payments"),
    BILLING_MANAGE("billing:manage", Role.ADMIN, "Subscribe, change the plan, cancel, pay"),
    REPORT_GENERATE("report:generate", Role.ADMIN, "Have reports generated"),
    AUDIT_READ("audit:read", Role.ADMIN, "Read the audit trail"),
    AUDIT_EXPORT("audit:export", Role.ADMIN, "Export the audit trail"),
    ORG_UPDATE("org:update", Role.ADMIN, "Change the organization"),
    APIKEY_MANAGE("apikey:manage", Role.ADMIN, "Make, rotate and revoke API keys"),
    SSO_MANAGE("sso:manage", Role.ADMIN, "Manage provisioning, domains and single sign-on"),
    ORG_DELETE("org:delete", Role.OWNER, "Delete the organization"),
    AUDIT_RETENTION(
            "audit:retention", Role.OWNER, "Decide how long the audit trail keeps personal data, and legal holds"),
    AUDIT_ERASE("audit:erase", Role.OWNER, "Erase a person from the audit trail");

    private static final Map<String, Permission> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Permission::code, Function.identity()));

    private final String code;
    private final Role leastRole;
    private final String description;

    Permission(String code, Role leastRole, String description) {
        this.code = code;
        this.leastRole = leastRole;
        this.description = description;
    }

    /** The name used in JSON, scopes and documents, such as {@code org:read}. */
    @JsonValue
    public String code() {
        return code;
    }

    /**
     * The least role that has this permission; for {@code role:assign} the assigned role must also not be above the
     * caller's.
     */
    public Role leastRole() {
        return leastRole;
    }

    /** What it allows, for people to read. */
    public String description() {
        return description;
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
