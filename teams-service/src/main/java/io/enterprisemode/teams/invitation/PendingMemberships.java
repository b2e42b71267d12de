package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.apikey.ApiKeyScopes;
import io.enterprisemode.teams.membership.GivenRole;
import io.enterprisemode.teams.membership.GivenRoleCheck;
import io.enterprisemode.teams.membership.LostRoles;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.membership.RoleLossObserver;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Checks the roles of pending memberships. Like an invitation, such a role is valid only while the principal that gave
 * it has the right to. It is removed when the giver loses that right, and checked again when the membership is
 * confirmed, since a key may have expired meanwhile. Roles without a known giver are kept: a version that did not store
 * the giver assigned them.
 */
@ApplicationScoped
class PendingMemberships implements GivenRoleCheck, RoleLossObserver {

    private final Memberships memberships;
    private final Nodes nodes;
    private final ApiKeyScopes keys;

    PendingMemberships(Memberships memberships, Nodes nodes, ApiKeyScopes keys) {
        this.memberships = memberships;
        this.nodes = nodes;
        this.keys = keys;
    }

    @Override
    public Uni<List<GivenRole>> withoutRight(Tenant tenant, List<GivenRole> given) {
        if (given.isEmpty()) {
            return Uni.createFrom().item(given);
        }
        Set<UUID> givers = given.stream().map(GivenRole::by).collect(Collectors.toSet());
        Set<UUID> nodeIds = given.stream().map(role -> role.role().nodeId()).collect(Collectors.toSet());
        return memberships
                .rolesOf(tenant, givers)
                .chain(roles -> keys.of(tenant, givers)
                        .chain(scopes -> nodes.paths(tenant, nodeIds)
                                .map(paths -> given.stream()
                                        .filter(role -> !mayGive(role, roles, scopes, paths))
                                        .toList())));
    }

    private static boolean mayGive(
            GivenRole given,
            Map<UUID, List<RoleAssignment>> roles,
            Map<UUID, Set<Permission>> scopes,
            Map<UUID, NodePath> paths) {
        return OfferRules.mayGive(
                given.role().role(),
                paths.get(given.role().nodeId()),
                roles.getOrDefault(given.by(), List.of()),
                Optional.ofNullable(scopes.get(given.by())));
    }

    @Override
    public Uni<Void> lost(Tenant tenant, Origin origin, List<LostRoles> losses) {
        Set<UUID> givers = losses.stream().map(LostRoles::principalId).collect(Collectors.toSet());
        return memberships
                .pendingGivenBy(tenant, givers)
                .chain(given -> withoutRight(tenant, given))
                .chain(without -> memberships.takeBack(tenant, origin, without));
    }
}
