package io.enterprisemode.contracts.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What may be done to the installation as a whole. It comes from the claim {@code roles} of the token, not from a
 * membership, and gives no access to the data of one organization.
 */
public enum InstallationPermission {
    USAGE_BACKFILL("usage:backfill"),
    PLANS_MANAGE("plans:manage"),
    INVOICES_MANAGE("invoices:manage"),
    DEAD_LETTERS_REPLAY("dead-letters:replay"),
    INSTALLATION_READ("installation:read");

    /** The token role of who runs the installation; it implies every installation permission. */
    public static final String OPERATOR = "operator";

    private final String code;

    InstallationPermission(String code) {
        this.code = code;
    }

    /** The name used in tokens and documents, such as {@code usage:backfill}. */
    public String code() {
        return code;
    }

    /** The permission of a code, empty for an unknown one. */
    public static Optional<InstallationPermission> fromCode(String code) {
        return Arrays.stream(values())
                .filter(permission -> permission.code.equals(code))
                .findFirst();
    }

    /** The permissions that the roles of a token give; unknown roles give none. */
    public static Set<InstallationPermission> ofTokenRoles(Collection<String> roles) {
        if (roles.contains(OPERATOR)) {
            return EnumSet.allOf(InstallationPermission.class);
        }
        Set<InstallationPermission> permissions = EnumSet.noneOf(InstallationPermission.class);
        roles.forEach(role -> fromCode(role).ifPresent(permissions::add));
        return permissions;
    }
}
