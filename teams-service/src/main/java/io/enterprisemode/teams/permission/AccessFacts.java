package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What permission checks are decided by, as it was at one moment.
 *
 * @param askerBelongs whether the asker holds any role in the organization
 * @param askerPending whether somebody else made the asker a member and it has not named the organization yet
 * @param roles of each principal on the path of each node it was asked about; on the organization only where the node is unknown
 * @param paths of the nodes asked about, as far as the organization has them
 * @param kinds of the principals, as far as the organization has known them
 * @param keys what the API keys of service accounts are narrowed to; nobody else is in it
 */
record AccessFacts(
        boolean askerBelongs,
        boolean askerPending,
        Map<Pair, List<RoleAssignment>> roles,
        Map<UUID, NodePath> paths,
        Map<UUID, PrincipalKind> kinds,
        Map<UUID, KeyScopes> keys) {

    /** Who is asked about, and where. */
    record Pair(UUID principalId, UUID nodeId) {}

    AccessFacts {
        roles = Map.copyOf(roles);
        paths = Map.copyOf(paths);
        kinds = Map.copyOf(kinds);
        keys = Map.copyOf(keys);
    }

    List<RoleAssignment> roles(UUID principalId, UUID nodeId) {
        return roles.getOrDefault(new Pair(principalId, nodeId), List.of());
    }

    Optional<NodePath> path(UUID nodeId) {
        return Optional.ofNullable(paths.get(nodeId));
    }

    /** What the API key of a service account lets through; empty for everybody else. */
    Optional<KeyScopes> key(UUID principalId) {
        return Optional.ofNullable(keys.get(principalId));
    }

    Optional<PrincipalKind> kind(UUID principalId) {
        return Optional.ofNullable(kinds.get(principalId));
    }
}
