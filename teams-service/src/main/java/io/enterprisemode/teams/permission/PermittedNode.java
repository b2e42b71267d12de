package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Role;
import java.util.List;

/**
 * A node on which somebody has a permission, and why.
 *
 * @param role the effective role there
 * @param assignedOn where that role was assigned
 * @param path from there down to the node
 */
public record PermittedNode(NodeRef node, String name, Role role, NodeRef assignedOn, List<NodeRef> path) {

    public PermittedNode {
        path = List.copyOf(path);
    }

    static PermittedNode of(NodeRef node, String name, EffectiveRole effective) {
        return new PermittedNode(node, name, effective.role(), effective.assignedOn(), effective.path());
    }
}
