package io.enterprisemode.teams.permission;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.teams.PrincipalKind;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has a permission on a node, and why.
 *
 * @param subject the name at the identity provider; for the account of an API key the key's id
 * @param role the effective role where it is decided
 * @param assignedOn where that role was assigned
 * @param path from there down to where it is decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "PermissionHolder")
public record PermissionHolderView(
        UUID principalId,
        PrincipalKind kind,
        String subject,
        @Nullable String name,
        Role role,
        NodeRef assignedOn,
        List<NodeRef> path) {

    public PermissionHolderView {
        path = List.copyOf(path);
    }

    static PermissionHolderView of(
            UUID principalId, PrincipalKind kind, String subject, @Nullable String name, EffectiveRole effective) {
        return new PermissionHolderView(
                principalId, kind, subject, name, effective.role(), effective.assignedOn(), effective.path());
    }
}
