package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import java.util.List;

/**
 * The role that counts on a node, and why.
 *
 * @param role the highest role assigned on the node and its ancestors
 * @param assignedOn the node the deciding role was assigned on; of equal roles the one nearest to the asked node
 * @param path the nodes from {@code assignedOn} down to the asked node, both included
 */
public record EffectiveRole(Role role, NodeRef assignedOn, List<NodeRef> path) {

    public EffectiveRole {
        Require.present(role, "role");
        Require.present(assignedOn, "assignedOn");
        path = List.copyOf(Require.present(path, "path"));
    }
}
