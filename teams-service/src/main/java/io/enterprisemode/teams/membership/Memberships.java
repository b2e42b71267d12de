package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.InSequence;
import io.enterprisemode.teams.StoredTime;
import io.enterprisemode.teams.access.Rights;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import io.enterprisemode.teams.seat.SeatLimits;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The roles of principals. Every change is published as the whole set of the principal's roles, with the next revision. Whoever changes
 * something holds the lock of the organization (see {@code Nodes.lock}); whether the change is allowed is decided before, by the rules.
 */
@ApplicationScoped
public class Memberships {

    private static final Logger LOG = Logger.getLogger(Memberships.class);

    private final AssignedRoleRepository assignedRoles;
    private final PrincipalRepository principals;
    private final SeatLimits seats;
    private final List<LeavingObserver> leavingObservers;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    Memberships(
            AssignedRoleRepository assignedRoles,
            PrincipalRepository principals,
            SeatLimits seats,
            @All List<LeavingObserver> leavingObservers,
            Outbox outbox,
            AuditTrail audit,
            Clock clock) {
        this.assignedRoles = assignedRoles;
        this.principals = principals;
        this.seats = seats;
        this.leavingObservers = List.copyOf(leavingObservers);
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a principal known to the organization, or brings name and e-mail up to date; gives it no role. */
    public Uni<Void> remember(Tenant tenant, Identity identity) {
        return principals.of(tenant, identity.principalId()).chain(known -> {
            if (known != null) {
                known.refresh(identity, now());
                return Uni.createFrom().voidItem();
            }
            return principals
                    .persist(new Principal(tenant.organizationId(), identity, now()))
                    .call(() -> tenant.session().flush())
                    .replaceWithVoid();
        });
    }

    /** Whether the organization knows, or ever knew, this principal. */
    public Uni<Boolean> knows(Tenant tenant, UUID principalId) {
        return principals.of(tenant, principalId).map(principal -> principal != null);
    }

    /** All roles of a principal; empty when it is no member. */
    public Uni<List<RoleAssignment>> rolesOf(Tenant tenant, UUID principalId) {
        return assignedRoles
                .of(tenant, List.of(principalId))
                .map(found -> found.stream().map(AssignedRole::assignment).toList());
    }

    /** What the rules ask about a change of a principal's role by the caller, whose credential may narrow what the roles allow. */
    public Uni<Parties> parties(Tenant tenant, Caller caller, UUID targetId, NodePath path) {
        return rights(tenant, caller, path)
                .chain(rights -> rolesOf(tenant, targetId)
                        .chain(targetRoles -> isOnlyOwner(tenant, targetId)
                                .map(onlyOwner -> new Parties(
                                        path.node().type(), rights, effective(targetRoles, path), onlyOwner))));
    }

    /** All that the caller may do on the node at the end of the path. */
    public Uni<Rights> rights(Tenant tenant, Caller caller, NodePath path) {
        return rights(tenant, caller.principalId(), caller.scopes(), path);
    }

    /**
     * All that a principal may do on the node at the end of the path.
     *
     * @param scopes what the API key of the principal is narrowed to; empty optional: it has none
     */
    public Uni<Rights> rights(Tenant tenant, UUID principalId, Optional<Set<Permission>> scopes, NodePath path) {
        return rolesOf(tenant, principalId).map(roles -> new Rights(effective(roles, path), scopes));
    }

    private static @Nullable Role effective(List<RoleAssignment> roles, NodePath path) {
        return AccessRules.effectiveRole(roles, path).map(EffectiveRole::role).orElse(null);
    }

    private Uni<Boolean> isOnlyOwner(Tenant tenant, UUID principalId) {
        return assignedRoles
                .someOwners(tenant)
                .map(owners ->
                        owners.size() == 1 && owners.getFirst().principalId().equals(principalId));
    }

    /**
     * Gives a known principal a role on a node, in place of the one it has there. Without effect when it is the same. A person who becomes a
     * member by it needs a seat of the plan, by whichever door they come.
     */
    public Uni<Void> assign(Tenant tenant, Origin origin, UUID principalId, NodeRef node, Role role) {
        return assignedRoles.of(tenant, principalId, node.id()).chain(held -> {
            Role before = held == null ? null : held.role();
            if (before == role) {
                return Uni.createFrom().voidItem();
            }
            return (held == null
                            ? requireSeat(tenant, principalId)
                            : Uni.createFrom().voidItem())
                    .chain(() -> store(tenant, principalId, node, role, held))
                    .chain(() -> publish(tenant, origin, principalId))
                    .chain(() ->
                            audit.record(tenant, origin, entry("teams.role.assigned", principalId, node, before, role)))
                    .invoke(() -> LOG.infof(
                            "organization %s: %s is now %s on %s %s (was %s)",
                            tenant.organizationId(), principalId, role, node.type(), node.id(), before));
        });
    }

    private Uni<Void> requireSeat(Tenant tenant, UUID principalId) {
        return principals.of(tenant, principalId).chain(principal -> switch (known(principal, principalId)
                .kind()) {
            case USER -> seats.requireSeat(tenant, principalId);
            case SERVICE_ACCOUNT -> Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> store(Tenant tenant, UUID principalId, NodeRef node, Role role, @Nullable AssignedRole held) {
        if (held != null) {
            held.change(role, now());
            return Uni.createFrom().voidItem();
        }
        return assignedRoles
                .persist(new AssignedRole(tenant.organizationId(), principalId, node, role, now()))
                .replaceWithVoid();
    }

    /** Gives the higher of the role and the one held there: accepting something never takes anything away. */
    public Uni<Void> assignAtLeast(Tenant tenant, Origin origin, UUID principalId, NodeRef node, Role role) {
        return assignedRoles.of(tenant, principalId, node.id()).chain(held -> {
            boolean enough = held != null && held.role().covers(role);
            return enough ? Uni.createFrom().voidItem() : assign(tenant, origin, principalId, node, role);
        });
    }

    /** Takes the principal's roles on these nodes. */
    public Uni<Void> remove(Tenant tenant, Origin origin, UUID principalId, Collection<RoleAssignment> roles) {
        List<UUID> nodeIds = roles.stream().map(RoleAssignment::nodeId).toList();
        return assignedRoles
                .removeOn(tenant, principalId, nodeIds)
                .chain(() -> InSequence.forEach(roles, role -> recordRemoval(tenant, origin, principalId, role)))
                .chain(() -> publish(tenant, origin, principalId));
    }

    /** Takes all roles on nodes that are about to go, from whoever holds them. */
    public Uni<Void> removeAllOn(Tenant tenant, Origin origin, Collection<UUID> nodeIds) {
        return assignedRoles.on(tenant, nodeIds).chain(held -> {
            Map<UUID, List<RoleAssignment>> byPrincipal = new LinkedHashMap<>();
            held.forEach(role -> byPrincipal
                    .computeIfAbsent(role.principalId(), ignored -> new ArrayList<>())
                    .add(role.assignment()));
            return InSequence.forEach(
                    byPrincipal.keySet(),
                    principalId ->
                            remove(tenant, origin, principalId, byPrincipal.getOrDefault(principalId, List.of())));
        });
    }

    private Uni<Void> recordRemoval(Tenant tenant, Origin origin, UUID principalId, RoleAssignment role) {
        NodeRef node = new NodeRef(role.nodeType(), role.nodeId());
        return audit.record(tenant, origin, entry("teams.role.removed", principalId, node, role.role(), null))
                .invoke(() -> LOG.infof(
                        "organization %s: %s is no longer %s on %s %s",
                        tenant.organizationId(), principalId, role.role(), node.type(), node.id()));
    }

    private Uni<Void> publish(Tenant tenant, Origin origin, UUID principalId) {
        return tenant.session()
                .flush()
                .chain(() -> principals.of(tenant, principalId))
                .map(principal -> known(principal, principalId))
                .chain(principal -> rolesOf(tenant, principalId)
                        .map(roles -> new MembershipChanged(
                                tenant.organizationId(),
                                principalId,
                                principal.kind(),
                                roles,
                                principal.nextMembershipRevision(),
                                now())))
                .call(() -> tenant.session().flush())
                .call(changed -> outbox.append(tenant, EventTypes.MEMBERSHIP_CHANGED, changed, origin.traceparent()))
                .chain(changed -> changed.roles().isEmpty()
                        ? left(tenant, origin, principalId)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> left(Tenant tenant, Origin origin, UUID principalId) {
        return InSequence.forEach(leavingObservers, observer -> observer.left(tenant, origin, principalId));
    }

    private static Principal known(@Nullable Principal principal, UUID principalId) {
        if (principal == null) {
            throw new IllegalStateException("roles of somebody unknown: " + principalId);
        }
        return principal;
    }

    /** A member with all of its roles; empty for whoever holds none. */
    public Uni<Optional<Member>> member(Tenant tenant, UUID principalId) {
        return principals
                .of(tenant, principalId)
                .chain(principal -> principal == null
                        ? Uni.createFrom().item(Optional.empty())
                        : rolesOf(tenant, principalId)
                                .map(roles ->
                                        roles.isEmpty() ? Optional.empty() : Optional.of(Member.of(principal, roles))));
    }

    /**
     * Members in the order in which they joined.
     *
     * @param nodeIds only those with a role on one of these nodes, and only those roles; empty optional: all
     * @param kind only those of the kind; empty optional: all
     */
    public Uni<List<Member>> members(
            Tenant tenant,
            Optional<Set<UUID>> nodeIds,
            Optional<PrincipalKind> kind,
            Instant joinedAfter,
            UUID idAfter,
            int limit) {
        Set<PrincipalKind> kinds = kind.map(Set::of).orElse(EnumSet.allOf(PrincipalKind.class));
        Uni<List<Principal>> found = nodeIds.isEmpty()
                ? principals.holdingAnyRole(tenant, kinds, joinedAfter, idAfter, limit)
                : principals.holdingRoleOn(tenant, kinds, nodeIds.get(), joinedAfter, idAfter, limit);
        return found.chain(page -> withRoles(tenant, page, nodeIds));
    }

    private Uni<List<Member>> withRoles(Tenant tenant, List<Principal> page, Optional<Set<UUID>> nodeIds) {
        if (page.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Set<UUID> ids = new LinkedHashSet<>();
        page.forEach(principal -> ids.add(principal.id()));
        return assignedRoles
                .of(tenant, ids)
                .map(held -> page.stream()
                        .map(principal -> Member.of(
                                principal,
                                held.stream()
                                        .filter(role -> role.principalId().equals(principal.id()))
                                        .map(AssignedRole::assignment)
                                        .filter(role -> nodeIds.isEmpty()
                                                || nodeIds.get().contains(role.nodeId()))
                                        .toList()))
                        .toList());
    }

    private static AuditEntry entry(
            String action, UUID principalId, NodeRef node, @Nullable Role before, @Nullable Role after) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("nodeType", node.type());
        details.put("nodeId", node.id());
        details.put("before", before);
        details.put("after", after);
        return AuditEntry.of(AuditCategory.ACCESS, action, new Target("member", principalId.toString(), null), details);
    }

    private Instant now() {
        return StoredTime.now(clock);
    }
}
