package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a permission check.
 *
 * @param decidedOn the node whose effective role decided: the organization for organization-level permissions, else the
 *     asked node
 * @param effectiveRole the role held there, with its origin; null when there is none
 */
public record AccessDecision(
        boolean allowed,
        Permission permission,
        NodeRef decidedOn,
        @Nullable EffectiveRole effectiveRole) {

    public AccessDecision {
        Require.present(permission, "permission");
        Require.present(decidedOn, "decidedOn");
    }

    /** The role that decided, null when the principal has none there. */
    public @Nullable Role role() {
        return effectiveRole == null ? null : effectiveRole.role();
    }
}
