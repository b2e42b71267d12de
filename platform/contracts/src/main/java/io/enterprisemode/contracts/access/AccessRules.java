package io.enterprisemode.contracts.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Inheritance of roles and the decision on a permission.
 *
 * <p>The effective role on a node is the highest of the roles assigned on it and on its ancestors; a role does not
 * count on ancestors. Organization-level permissions are decided by the role on the organization, whatever node is
 * asked; all others by the effective role on the asked node.
 */
public final class AccessRules {

    private AccessRules() {}

    /** The effective role of the holder of these assignments on the node the path leads to; empty without any. */
    public static Optional<EffectiveRole> effectiveRole(Collection<RoleAssignment> assignments, NodePath path) {
        List<NodeRef> nodes = path.nodes();
        Role highest = null;
        int assignedAt = 0;
        for (int level = nodes.size() - 1; level >= 0; level--) {
            for (RoleAssignment assignment : assignments) {
                boolean higher = highest == null || assignment.role().compareTo(highest) > 0;
                if (higher && isOn(nodes.get(level), assignment)) {
                    highest = assignment.role();
                    assignedAt = level;
                }
            }
        }
        if (highest == null) {
            return Optional.empty();
        }
        return Optional.of(new EffectiveRole(highest, nodes.get(assignedAt), nodes.subList(assignedAt, nodes.size())));
    }

    /** Whether the holder of these assignments has the permission on the node the path leads to. */
    public static AccessDecision decide(Permission permission, Collection<RoleAssignment> assignments, NodePath path) {
        NodePath deciding = permission.organizationLevel() ? path.rootPath() : path;
        EffectiveRole effective = effectiveRole(assignments, deciding).orElse(null);
        boolean allowed = effective != null && effective.role().covers(permission.leastRole());
        return new AccessDecision(allowed, permission, deciding.node(), effective);
    }

    private static boolean isOn(NodeRef node, RoleAssignment assignment) {
        return assignment.nodeType() == node.type() && assignment.nodeId().equals(node.id());
    }
}
