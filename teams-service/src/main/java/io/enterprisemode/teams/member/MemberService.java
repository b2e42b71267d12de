package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.MemberView;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to an organization, giving and taking roles. What is decided, is decided under the organization's lock.
 */
@ApplicationScoped
public class MemberService {

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final Nodes nodes;
    private final Memberships memberships;
    private final KeysOfMembers keys;
    private final String ownIssuer;

    MemberService(
            TenantTransactions transactions,
            Idempotency idempotency,
            Nodes nodes,
            Memberships memberships,
            KeysOfMembers keys,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") String ownIssuer) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.nodes = nodes;
        this.memberships = memberships;
        this.keys = keys;
        this.ownIssuer = ownIssuer;
    }

    /** The members whom the caller may see, with the roles the caller may see, in the order in which they joined. */
    Uni<Page<MemberView>> list(Grants grants, Optional<PrincipalKind> kind, Optional<Cursor> after, int limit) {
        Instant joinedAfter = after.map(cursor -> cursor.instant(0)).orElse(Instant.EPOCH);
        UUID idAfter = after.map(cursor -> cursor.uuid(1)).orElse(new UUID(0, 0));
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.within(tenant, grants.reach(Permission.MEMBER_READ))
                        .chain(visible -> memberships.members(tenant, visible, kind, joinedAfter, idAfter, limit + 1))
                        .map(found ->
                                Page.of(found, limit, member -> Cursor.of(member.joinedAt(), member.principalId()))));
    }

    Uni<MemberView> read(Grants grants, UUID principalId) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.within(tenant, grants.reach(Permission.MEMBER_READ))
                        .chain(visible -> member(tenant, principalId).map(member -> seen(member, visible))));
    }

    private static MemberView seen(MemberView member, Optional<Set<UUID>> visible) {
        List<RoleAssignment> roles = member.roles().stream()
                .filter(role -> visible.isEmpty() || visible.get().contains(role.nodeId()))
                .toList();
        if (roles.isEmpty()) {
            throw ProblemException.notFound("member");
        }
        return member.with(roles);
    }

    /** Makes a service account a member; nobody who is known as a person, in whichever organization. */
    Uni<MemberView> add(Grants grants, Origin origin, @Nullable String key, ServiceAccountRequest request) {
        if (request.kind() != PrincipalKind.SERVICE_ACCOUNT) {
            throw ProblemException.invalid("/kind", "must be SERVICE_ACCOUNT: people are invited");
        }
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), "POST /api/members", key, request);
        String issuer = request.issuer() == null ? ownIssuer : request.issuer();
        if (issuer.equals(Identity.API_KEY_ISSUER)) {
            throw ProblemException.invalid("/issuer", "must not be that of API keys: they come with their role");
        }
        String name = request.name() == null ? request.subject() : request.name();
        Identity account = Identity.serviceAccount(issuer, request.subject(), name);
        return memberships
                .isPerson(account.principalId())
                .chain(person -> transactions.inOrganization(
                        grants.organizationId(),
                        tenant -> idempotency.once(
                                tenant,
                                call,
                                MemberView.class,
                                () -> admit(tenant, grants, origin, request, account, person))));
    }

    private Uni<MemberView> admit(
            Tenant tenant,
            Grants grants,
            Origin origin,
            ServiceAccountRequest request,
            Identity identity,
            boolean person) {
        UUID nodeId = request.nodeId() == null ? tenant.organizationId() : request.nodeId();
        return nodes.lock(tenant)
                .chain(() -> nodes.path(tenant, nodeId))
                .call(path -> requireAssignable(tenant, origin, identity.principalId(), path, request.role()))
                .invoke(() -> {
                    if (person) {
                        throw MemberProblems.SUBJECT_IS_A_PERSON.with("People are invited by their e-mail address.");
                    }
                })
                .call(path -> requireNew(tenant, identity.principalId(), path))
                .call(() -> memberships.introduce(tenant, identity))
                .chain(path -> memberships.assign(tenant, origin, identity.principalId(), path.node(), request.role()))
                .chain(() -> visibleMember(tenant, grants, identity.principalId()));
    }

    private Uni<Void> requireNew(Tenant tenant, UUID principalId, NodePath path) {
        return memberships
                .rolesOf(tenant, principalId)
                .invoke(roles -> {
                    if (roles.stream()
                            .anyMatch(role -> role.nodeId().equals(path.node().id()))) {
                        throw MemberProblems.ALREADY_MEMBER.with("Change the role with PUT on the member's roles.");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Sets the member's role on a node. A member out of the caller's reach is not found, whatever role it holds
     * elsewhere, and of one within reach only the roles within reach are told.
     *
     * @param revokeKeys whether the API keys go that the member could not make any more
     */
    Uni<MemberView> assign(Grants grants, Origin origin, UUID principalId, UUID nodeId, Role role, boolean revokeKeys) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> nodes.path(tenant, nodeId))
                        .call(path -> requireVisible(tenant, origin, path))
                        .call(() -> visibleMember(tenant, grants, principalId))
                        .call(path -> requireAssignable(tenant, origin, principalId, path, role))
                        .chain(path -> memberships.assign(tenant, origin, principalId, path.node(), role))
                        .chain(() -> revokeBeyond(tenant, origin, principalId, revokeKeys))
                        .chain(() -> visibleMember(tenant, grants, principalId)));
    }

    private Uni<Void> revokeBeyond(Tenant tenant, Origin origin, UUID principalId, boolean wanted) {
        return wanted
                ? keys.revokeBeyond(tenant, origin, principalId)
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> requireVisible(Tenant tenant, Origin origin, NodePath path) {
        return memberships
                .rights(tenant, origin.caller(), path)
                .invoke(MemberProblems::requireVisible)
                .replaceWithVoid();
    }

    /**
     * The member with the roles that the caller may see. An API key with the scope role:assign but not member:read sees
     * members where it may assign roles.
     */
    private Uni<MemberView> visibleMember(Tenant tenant, Grants grants, UUID principalId) {
        Permission seeing = grants.inScope(Permission.MEMBER_READ) ? Permission.MEMBER_READ : Permission.ROLE_ASSIGN;
        return nodes.within(tenant, grants.reach(seeing))
                .chain(visible -> member(tenant, principalId).map(member -> seen(member, visible)));
    }

    private Uni<Void> requireAssignable(Tenant tenant, Origin origin, UUID principalId, NodePath path, Role role) {
        return memberships
                .parties(tenant, origin.caller(), principalId, path)
                .invoke(parties -> MemberProblems.requireAssignable(role, parties))
                .replaceWithVoid();
    }

    /**
     * Removes the member from a node: takes its role there and every role below.
     *
     * @param revokeKeys whether the API keys go that the member could not make any more
     */
    Uni<Void> remove(UUID organizationId, Origin origin, UUID principalId, UUID nodeId, boolean revokeKeys) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> nodes.path(tenant, nodeId))
                        .call(path -> requireVisible(tenant, origin, path))
                        .chain(path -> nodes.subtree(tenant, path)
                                .chain(subtree ->
                                        remove(tenant, origin, Permission.MEMBER_REMOVE, principalId, path, subtree)))
                        .chain(() -> revokeBeyond(tenant, origin, principalId, revokeKeys)));
    }

    /** Removes the member from the organization, with the API keys they made when that is asked for. */
    Uni<Void> removeMember(UUID organizationId, Origin origin, UUID principalId, boolean revokeKeys) {
        NodePath path = NodePath.organization(organizationId);
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> revokeKeys
                                ? keys.revokeMadeBy(tenant, origin, principalId)
                                : Uni.createFrom().voidItem())
                        .chain(() ->
                                remove(tenant, origin, Permission.MEMBER_REMOVE, principalId, path, Optional.empty())));
    }

    /**
     * Removes a principal from the organization as {@link MemberResource#removeMember} does, under the same rules;
     * without effect on whoever holds no role. Whoever calls holds the lock of the organization.
     *
     * @param permission what the caller needs for it
     */
    public Uni<Void> removeEntirely(Tenant tenant, Origin origin, Permission permission, UUID principalId) {
        return memberships
                .rolesOf(tenant, principalId)
                .chain(roles -> roles.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : remove(
                                tenant,
                                origin,
                                permission,
                                principalId,
                                NodePath.organization(tenant.organizationId()),
                                Optional.empty()));
    }

    private Uni<Void> remove(
            Tenant tenant,
            Origin origin,
            Permission permission,
            UUID principalId,
            NodePath path,
            Optional<Set<UUID>> subtree) {
        return memberships.rolesOf(tenant, principalId).chain(roles -> {
            List<RoleAssignment> taken = roles.stream()
                    .filter(role -> subtree.isEmpty() || subtree.get().contains(role.nodeId()))
                    .toList();
            requireAny(taken);
            return requireRemovable(tenant, origin, permission, principalId, path)
                    .chain(() -> SequentialSteps.forEach(
                            taken,
                            role -> nodes.path(tenant, role.nodeId())
                                    .chain(below -> requireRemovable(tenant, origin, permission, principalId, below))))
                    .chain(() -> memberships.remove(tenant, origin, principalId, taken));
        });
    }

    /** Takes all roles of the caller, who needs no role for it, but as an API key the scope of removing members. */
    Uni<Void> leave(UUID organizationId, Origin origin) {
        UUID self = origin.caller().principalId();
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> memberships.parties(
                                tenant, origin.caller(), self, NodePath.organization(organizationId)))
                        .invoke(MemberProblems::requireMayLeave)
                        .chain(() -> memberships.rolesOf(tenant, self))
                        .invoke(MemberService::requireAny)
                        .chain(roles -> memberships.remove(tenant, origin, self, roles)));
    }

    private static void requireAny(List<RoleAssignment> taken) {
        if (taken.isEmpty()) {
            throw ProblemException.notFound("role");
        }
    }

    private Uni<Void> requireRemovable(
            Tenant tenant, Origin origin, Permission permission, UUID principalId, NodePath path) {
        return memberships
                .parties(tenant, origin.caller(), principalId, path)
                .invoke(parties -> MemberProblems.requireRemovable(permission, parties))
                .replaceWithVoid();
    }

    private Uni<MemberView> member(Tenant tenant, UUID principalId) {
        return memberships
                .member(tenant, principalId)
                .map(member -> member.orElseThrow(() -> ProblemException.notFound("member")));
    }
}
