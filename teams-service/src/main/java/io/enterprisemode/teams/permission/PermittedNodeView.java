package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Role;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A node on which somebody has a permission, and why.
 *
 * @param role the effective role there
 * @param assignedOn where that role was assigned
 * @param path from there down to the node
 */
@Schema(name = "PermittedNode")
public record PermittedNodeView(NodeRef node, String name, Role role, NodeRef assignedOn, List<NodeRef> path) {

    public PermittedNodeView {
        path = List.copyOf(path);
    }

    static PermittedNodeView of(NodeRef node, String name, EffectiveRole effective) {
        return new PermittedNodeView(node, name, effective.role(), effective.assignedOn(), effective.path());
    }
}
