package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A permission of the catalogue.
 *
 * @param code the name in checks, scopes and AuthZEN actions
 * @param leastRole the least role that has it
 * @param roles all that have it
 * @param level whether it is decided by the role on the organization alone, or by the effective role on any node
 */
@Schema(name = "Permission")
record PermissionView(String code, String description, Role leastRole, List<Role> roles, Level level) {

    enum Level {
        ORGANIZATION,
        NODE
    }

    PermissionView {
        roles = List.copyOf(roles);
    }

    static PermissionView of(Permission permission) {
        return new PermissionView(
                permission.code(),
                permission.description(),
                permission.leastRole(),
                Arrays.stream(Role.values())
                        .filter(role -> role.covers(permission.leastRole()))
                        .toList(),
                permission.organizationLevel() ? Level.ORGANIZATION : Level.NODE);
    }
}
