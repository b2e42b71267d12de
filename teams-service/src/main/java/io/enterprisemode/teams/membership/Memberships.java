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
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.access.Rights;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import io.enterprisemode.teams.seat.SeatLimits;
import io.enterprisemode.web.problem.ProblemException;
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
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The roles of principals. Every change is published as the whole set of the principal's roles, with the next revision.
 * Whoever changes something holds the lock of the organization (see {@code Nodes.lock}); whether the change is allowed
 * is decided before, by the rules.
 */
@ApplicationScoped
public class Memberships {

    private static final Logger LOG = Logger.getLogger(Memberships.class);

    /** Principals that are seen to by one round of statements. */
    private static final int AT_ONCE = 1_000;

    private final AssignedRoleRepository assignedRoles;
    private final PrincipalRepository principals;
    private final SeatLimits seats;
    private final GivenRoleCheck rightToGive;
    private final List<RoleLossObserver> lossObservers;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    Memberships(
            AssignedRoleRepository assignedRoles,
            PrincipalRepository principals,
            SeatLimits seats,
            GivenRoleCheck rightToGive,
            @All List<RoleLossObserver> lossObservers,
            Outbox outbox,
            AuditTrail audit,
            Clock clock) {
        this.assignedRoles = assignedRoles;
        this.principals = principals;
        this.seats = seats;
        this.rightToGive = rightToGive;
        this.lossObservers = List.copyOf(lossObservers);
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Adds a principal that has come by itself (by founding the organization, an invitation, a verified domain or
     * provisioning) to those known in the organization, or updates its kind, name and e-mail from its token. Gives it
     * no role. A member that becomes a person needs a seat. A pending membership counts in all requests from now on.
     */
    public Uni<Void> remember(Tenant tenant, Origin origin, Identity identity) {
        return principals.of(tenant, identity.principalId()).chain(known -> {
            if (known == null) {
                return keep(tenant, new Principal(tenant.organizationId(), identity, false, now()));
            }
            boolean same = !known.pending() && !becomesPerson(known, identity.kind());
            Uni<Void> confirmed = same
                    ? Uni.createFrom().voidItem()
                    : confirm(tenant, origin, known, identity.kind(), address(identity.email()))
                            .replaceWithVoid();
            return confirmed.invoke(() -> known.refresh(identity, now()));
        });
    }

    /**
     * Adds a service account to those known in the organization, on behalf of another principal; the data of a known
     * one stays. Unless it is a member already, its membership counts only in requests that name the organization,
     * until it has named it once.
     */
    public Uni<Void> introduce(Tenant tenant, Identity account) {
        return principals.of(tenant, account.principalId()).chain(known -> {
            if (known == null) {
                return keep(tenant, new Principal(tenant.organizationId(), account, true, now()));
            }
            return rolesOf(tenant, account.principalId())
                    .invoke(roles -> {
                        if (roles.isEmpty()) {
                            known.enrol();
                        }
                    })
                    .replaceWithVoid();
        });
    }

    /**
     * Lets a membership that somebody else made count in all requests, since the principal has named the organization;
     * without effect when it does already, or there is none. The roles are checked at this time: roles that their
     * givers could no longer give are removed.
     *
     * @param kind what the token of the principal says: a person needs a seat
     * @return whether all roles count; false: some were taken back, or all
     */
    public Uni<Boolean> confirm(Tenant tenant, Origin origin, UUID principalId, PrincipalKind kind) {
        return principals.of(tenant, principalId).chain(known -> {
            if (known == null || !known.pending()) {
                return Uni.createFrom().item(true);
            }
            return confirm(tenant, origin, known, kind, Optional.empty());
        });
    }

    private Uni<Boolean> confirm(
            Tenant tenant, Origin origin, Principal known, PrincipalKind kind, Optional<EmailAddress> email) {
        return (known.pending()
                        ? revokeRolesNobodyMayGive(tenant, origin, known.id())
                        : Uni.createFrom().item(true))
                .call(whole -> rolesOf(tenant, known.id()).chain(roles -> {
                    boolean needsSeat = !roles.isEmpty() && becomesPerson(known, kind);
                    return (needsSeat
                                    ? seats.requireSeat(tenant, known.id(), email, clock.instant())
                                    : Uni.createFrom().voidItem())
                            .invoke(() -> known.confirm(kind))
                            .chain(() -> roles.isEmpty()
                                    ? Uni.createFrom().voidItem()
                                    : publishAsIs(tenant, origin, known, "teams.member.confirmed"));
                }));
    }

    private Uni<Boolean> revokeRolesNobodyMayGive(Tenant tenant, Origin origin, UUID principalId) {
        return assignedRoles
                .of(tenant, List.of(principalId))
                .map(Memberships::given)
                .chain(given -> rightToGive.withoutRight(tenant, given))
                .chain(without -> takeBack(tenant, origin, without).replaceWith(without.isEmpty()));
    }

    private static List<GivenRole> given(List<AssignedRole> roles) {
        return roles.stream().flatMap(role -> role.given().stream()).toList();
    }

    /** Roles that any of these have given to principals that have not named the organization yet. */
    public Uni<List<GivenRole>> pendingGivenBy(Tenant tenant, Collection<UUID> givers) {
        return givers.isEmpty()
                ? Uni.createFrom().item(List.of())
                : assignedRoles.pendingGivenBy(tenant, givers).map(Memberships::given);
    }

    /** Takes these roles from whoever holds them. */
    public Uni<Void> takeBack(Tenant tenant, Origin origin, List<GivenRole> roles) {
        Map<UUID, List<RoleAssignment>> byHolder = new LinkedHashMap<>();
        roles.forEach(given -> byHolder.computeIfAbsent(given.principalId(), ignored -> new ArrayList<>())
                .add(given.role()));
        return SequentialSteps.forEach(
                byHolder.entrySet(), taken -> remove(tenant, origin, taken.getKey(), taken.getValue()));
    }

    /**
     * Corrects the kind of a member that was stored as a service account and is a person by its token. A person takes a
     * seat. When the plan has none, the membership is pending from now on: it counts only in requests that name the
     * organization, once there is a seat. The only OWNER that counts becomes a person without a seat, so that the
     * organization does not lose its owner.
     */
    public Uni<Void> recognize(Tenant tenant, Origin origin, Identity person) {
        return principals.of(tenant, person.principalId()).chain(known -> {
            if (known == null || known.pending() || !becomesPerson(known, person.kind())) {
                return Uni.createFrom().voidItem();
            }
            return assignedRoles
                    .of(tenant, List.of(known.id()))
                    .chain(roles -> hasSeat(tenant, known, roles, address(person.email()))
                            .chain(seated -> {
                                if (seated) {
                                    known.confirm(PrincipalKind.USER);
                                    known.refresh(person, now());
                                } else {
                                    known.enrol();
                                    roles.forEach(AssignedRole::settle);
                                }
                                return roles.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : publishAsIs(
                                                tenant,
                                                origin,
                                                known,
                                                seated ? "teams.member.recognized" : "teams.member.without-seat");
                            }));
        });
    }

    private Uni<Boolean> hasSeat(
            Tenant tenant, Principal person, List<AssignedRole> roles, Optional<EmailAddress> email) {
        if (roles.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        return isOnlyOwner(tenant, person.id())
                .chain(only -> only
                        ? Uni.createFrom().item(true)
                        : seats.requireSeat(tenant, person.id(), email, clock.instant())
                                .replaceWith(true)
                                .onFailure(Memberships::isFull)
                                .recoverWithItem(false));
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type().equals(SeatLimits.SEAT_LIMIT_REACHED);
    }

    private static boolean becomesPerson(Principal known, PrincipalKind kind) {
        return known.kind() == PrincipalKind.SERVICE_ACCOUNT && kind == PrincipalKind.USER;
    }

    private Uni<Void> keep(Tenant tenant, Principal principal) {
        return principals
                .persist(principal)
                .call(() -> tenant.session().flush())
                .replaceWithVoid();
    }

    private Uni<Void> publishAsIs(Tenant tenant, Origin origin, Principal principal, String action) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("kind", principal.kind());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.ACCESS,
                action,
                new Target("member", principal.id().toString(), null),
                details);
        return publish(tenant, origin, Map.of(principal.id(), Set.of()))
                .chain(() -> audit.record(tenant, origin, entry));
    }

    /** Whether the principal is known as a person anywhere in the installation. */
    public Uni<Boolean> isPerson(UUID principalId) {
        return principals.isPerson(principalId);
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

    /** All roles of several principals; those who are no members are left out. */
    public Uni<Map<UUID, List<RoleAssignment>>> rolesOf(Tenant tenant, Collection<UUID> principalIds) {
        return principalIds.isEmpty()
                ? Uni.createFrom().item(Map.of())
                : assignedRoles.of(tenant, principalIds).map(Memberships::rolesByPrincipal);
    }

    /**
     * The input of the rules for a change of a principal's role by the caller, whose credential may narrow its roles.
     */
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
        return tenant.session()
                .flush()
                .chain(() -> assignedRoles.onlyOwner(tenant))
                .map(only -> only.filter(principalId::equals).isPresent());
    }

    /**
     * Gives a known principal a role on a node, in place of the one it has there. When the role is the same, the caller
     * becomes its giver. A person who becomes a member by it needs a seat of the plan.
     */
    public Uni<Void> assign(Tenant tenant, Origin origin, UUID principalId, NodeRef node, Role role) {
        return assignedRoles.of(tenant, principalId, node.id()).chain(held -> {
            Role before = held == null ? null : held.role();
            if (held != null && before == role) {
                held.giveAgain(origin.caller().principalId());
                return Uni.createFrom().voidItem();
            }
            return (held == null
                            ? requireSeat(tenant, principalId)
                            : Uni.createFrom().voidItem())
                    .chain(() -> store(tenant, origin, principalId, node, role, held))
                    .chain(() -> publish(
                            tenant,
                            origin,
                            Map.of(principalId, isLess(before, role) ? Set.of(node.id()) : Set.<UUID>of())))
                    .chain(() ->
                            audit.record(tenant, origin, entry("teams.role.assigned", principalId, node, before, role)))
                    .invoke(() -> LOG.infof(
                            "organization %s: %s is now %s on %s %s (was %s)",
                            tenant.organizationId(), principalId, role, node.type(), node.id(), before));
        });
    }

    private static boolean isLess(@Nullable Role before, Role now) {
        return before != null && !now.covers(before);
    }

    private Uni<Void> requireSeat(Tenant tenant, UUID principalId) {
        return principals
                .of(tenant, principalId)
                .map(principal -> known(principal, principalId))
                .chain(principal -> switch (principal.kind()) {
                    case USER -> requireSeat(tenant, principal);
                    case SERVICE_ACCOUNT -> Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> requireSeat(Tenant tenant, Principal person) {
        return seats.requireSeat(tenant, person.id(), address(person.email()), clock.instant());
    }

    private static Optional<EmailAddress> address(@Nullable String email) {
        return Optional.ofNullable(email).flatMap(EmailAddress::parse);
    }

    private Uni<Void> store(
            Tenant tenant, Origin origin, UUID principalId, NodeRef node, Role role, @Nullable AssignedRole held) {
        UUID by = origin.caller().principalId();
        if (held != null) {
            held.change(role, by, now());
            return Uni.createFrom().voidItem();
        }
        return assignedRoles
                .persist(new AssignedRole(tenant.organizationId(), principalId, node, role, by, now()))
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
        return tenant.session()
                .flush()
                .chain(() -> assignedRoles.removeOn(tenant, principalId, nodeIds))
                .chain(() -> removed(tenant, origin, Map.of(principalId, List.copyOf(roles))));
    }

    /**
     * Takes all roles on nodes that are about to go, from whoever holds them. The number of statements follows the
     * thousands of principals, not the principals.
     */
    public Uni<Void> removeAllOn(Tenant tenant, Origin origin, Collection<UUID> nodeIds) {
        return assignedRoles.on(tenant, nodeIds).chain(held -> {
            Map<UUID, List<RoleAssignment>> byPrincipal = new LinkedHashMap<>();
            held.forEach(role -> byPrincipal
                    .computeIfAbsent(role.principalId(), ignored -> new ArrayList<>())
                    .add(role.assignment()));
            held.forEach(tenant.session()::detach);
            return assignedRoles
                    .removeOn(tenant, nodeIds)
                    .chain(() -> SequentialSteps.forEach(parts(byPrincipal), part -> removed(tenant, origin, part)));
        });
    }

    private static <V> List<Map<UUID, V>> parts(Map<UUID, V> whole) {
        List<Map<UUID, V>> parts = new ArrayList<>();
        whole.forEach((id, value) -> {
            if (parts.isEmpty() || parts.getLast().size() == AT_ONCE) {
                parts.add(new LinkedHashMap<>());
            }
            parts.getLast().put(id, value);
        });
        return parts;
    }

    /** Records and publishes what was taken. */
    private Uni<Void> removed(Tenant tenant, Origin origin, Map<UUID, List<RoleAssignment>> taken) {
        List<AuditEntry> entries = new ArrayList<>();
        Map<UUID, Set<UUID>> lost = new LinkedHashMap<>();
        taken.forEach((principalId, roles) -> {
            for (RoleAssignment role : roles) {
                NodeRef node = new NodeRef(role.nodeType(), role.nodeId());
                entries.add(entry("teams.role.removed", principalId, node, role.role(), null));
                LOG.infof(
                        "organization %s: %s is no longer %s on %s %s",
                        tenant.organizationId(), principalId, role.role(), node.type(), node.id());
            }
            lost.put(principalId, roles.stream().map(RoleAssignment::nodeId).collect(Collectors.toSet()));
        });
        return audit.record(tenant, origin, entries).chain(() -> publish(tenant, origin, lost));
    }

    /**
     * Publishes the roles that these principals hold now, and notifies the observers of the lost roles.
     *
     * @param lost of each principal the nodes on which it lost a role or was given a lower one; none when it only
     *     gained
     */
    private Uni<Void> publish(Tenant tenant, Origin origin, Map<UUID, Set<UUID>> lost) {
        return tenant.session()
                .flush()
                .chain(() -> principals.countChange(tenant, lost.keySet()))
                .chain(found -> assignedRoles
                        .of(tenant, lost.keySet())
                        .map(Memberships::rolesByPrincipal)
                        .chain(roles -> outbox.append(
                                        tenant,
                                        found.stream()
                                                .map(facts -> event(tenant, origin, facts, roles))
                                                .toList())
                                .chain(() -> tell(tenant, origin, losses(found, roles, lost)))));
    }

    private static Map<UUID, List<RoleAssignment>> rolesByPrincipal(List<AssignedRole> held) {
        Map<UUID, List<RoleAssignment>> roles = new LinkedHashMap<>();
        held.forEach(role -> roles.computeIfAbsent(role.principalId(), ignored -> new ArrayList<>())
                .add(role.assignment()));
        return roles;
    }

    private Event event(
            Tenant tenant, Origin origin, PrincipalRepository.Facts facts, Map<UUID, List<RoleAssignment>> roles) {
        List<RoleAssignment> held = roles.getOrDefault(facts.id(), List.of());
        return outbox.event(
                EventTypes.MEMBERSHIP_CHANGED,
                new MembershipChanged(
                        tenant.organizationId(),
                        facts.id(),
                        facts.kind(),
                        held,
                        (facts.pending() && !held.isEmpty()) ? true : null,
                        facts.revision(),
                        now()),
                origin.traceparent());
    }

    private static List<LostRoles> losses(
            List<PrincipalRepository.Facts> found, Map<UUID, List<RoleAssignment>> roles, Map<UUID, Set<UUID>> lost) {
        return found.stream()
                .map(facts -> new LostRoles(
                        facts.id(),
                        facts.email(),
                        lost.getOrDefault(facts.id(), Set.of()),
                        roles.getOrDefault(facts.id(), List.of())))
                .filter(loss -> !loss.nodeIds().isEmpty())
                .toList();
    }

    private Uni<Void> tell(Tenant tenant, Origin origin, List<LostRoles> losses) {
        return losses.isEmpty()
                ? Uni.createFrom().voidItem()
                : SequentialSteps.forEach(lossObservers, observer -> observer.lost(tenant, origin, losses));
    }

    private static Principal known(@Nullable Principal principal, UUID principalId) {
        if (principal == null) {
            throw new IllegalStateException("roles of somebody unknown: " + principalId);
        }
        return principal;
    }

    /** A member with all of its roles; empty for whoever holds none. */
    public Uni<Optional<MemberView>> member(Tenant tenant, UUID principalId) {
        return principals
                .of(tenant, principalId)
                .chain(principal -> principal == null
                        ? Uni.createFrom().item(Optional.empty())
                        : rolesOf(tenant, principalId)
                                .map(roles -> roles.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(MemberView.of(principal, roles))));
    }

    /**
     * Members in the order in which they joined.
     *
     * @param nodeIds only those with a role on one of these nodes, and only those roles; empty optional: all
     * @param kind only those of the kind; empty optional: all
     */
    public Uni<List<MemberView>> members(
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

    private Uni<List<MemberView>> withRoles(Tenant tenant, List<Principal> page, Optional<Set<UUID>> nodeIds) {
        if (page.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Set<UUID> ids = new LinkedHashSet<>();
        page.forEach(principal -> ids.add(principal.id()));
        return assignedRoles
                .of(tenant, ids)
                .map(held -> page.stream()
                        .map(principal -> MemberView.of(
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
        return DatabaseTime.now(clock);
    }
}
