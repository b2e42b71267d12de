package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a principal lost by a removal or by a lower role.
 *
 * @param email of a person, when it is known
 * @param nodeIds the nodes on which it lost a role or was given a lower one
 * @param left all roles it holds now; empty: it belongs to the organization no more
 */
public record LostRoles(UUID principalId, @Nullable String email, Set<UUID> nodeIds, List<RoleAssignment> left) {

    public LostRoles {
        nodeIds = Set.copyOf(nodeIds);
        left = List.copyOf(left);
    }

    /** Whether the principal belongs to the organization no more. */
    public boolean everything() {
        return left.isEmpty();
    }

    /** Whether a role was lost on the node at the end of the path, or on one above it. */
    public boolean reaches(NodePath path) {
        return everything() || path.nodes().stream().anyMatch(node -> nodeIds.contains(node.id()));
    }
}
