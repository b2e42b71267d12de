package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What permission checks are decided by, as it was at one moment.
 *
 * @param roles all roles of the principals asked about
 * @param paths of the nodes asked about, as far as the organization has them
 */
record AccessFacts(Map<UUID, List<RoleAssignment>> roles, Map<UUID, NodePath> paths) {

    AccessFacts {
        roles = Map.copyOf(roles);
        paths = Map.copyOf(paths);
    }

    List<RoleAssignment> rolesOf(UUID principalId) {
        return roles.getOrDefault(principalId, List.of());
    }

    Optional<NodePath> path(UUID nodeId) {
        return Optional.ofNullable(paths.get(nodeId));
    }
}
