package io.enterprisemode.teams.invitation;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import io.enterprisemode.teams.allowance.MailAllowances;
import io.enterprisemode.teams.member.MemberProblems;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.seat.SeatLimits;
import io.enterprisemode.teams.structure.NodeAccess;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Inviting people by e-mail. One token is shown once to the inviter, another one is sent by e-mail. A person who signs
 * in with the invited address may accept with either of them, once.
 */
@ApplicationScoped
class InvitationService {

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final InvitationRepository invitations;
    private final Nodes nodes;
    private final Memberships memberships;
    private final SeatLimits seats;
    private final MailAllowances mails;
    private final InvitationRevocation revocation;
    private final InvitationJournal journal;
    private final Clock clock;

    InvitationService(
            TenantTransactions transactions,
            Idempotency idempotency,
            InvitationRepository invitations,
            Nodes nodes,
            Memberships memberships,
            SeatLimits seats,
            MailAllowances mails,
            InvitationRevocation revocation,
            InvitationJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.invitations = invitations;
        this.nodes = nodes;
        this.memberships = memberships;
        this.seats = seats;
        this.mails = mails;
        this.revocation = revocation;
        this.journal = journal;
        this.clock = clock;
    }

    /** Invites somebody; only the first answer holds the token, which is kept nowhere. */
    Uni<InvitationView> invite(Grants grants, Origin origin, @Nullable String key, InvitationRequest request) {
        EmailAddress email = EmailAddress.parse(request.email())
                .orElseThrow(() -> ProblemException.invalid("/email", "must be an e-mail address"));
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), "POST /api/invitations", key, request);
        Secret token = Secret.random();
        UUID id = UuidCreator.getTimeOrderedEpoch();
        return transactions
                .inOrganization(
                        grants.organizationId(),
                        tenant -> idempotency.once(
                                tenant,
                                call,
                                InvitationView.class,
                                () -> offer(tenant, origin, id, email, request, token)))
                .map(made -> made.id().equals(id) ? made.with(token.text()) : made);
    }

    private Uni<InvitationView> offer(
            Tenant tenant, Origin origin, UUID id, EmailAddress email, InvitationRequest request, Secret token) {
        UUID nodeId = request.nodeId() == null ? tenant.organizationId() : request.nodeId();
        return nodes.lock(tenant)
                .chain(() -> nodes.path(tenant, nodeId))
                .call(path -> requireAssignable(tenant, origin, path, request.role()))
                .call(path -> requireNoneOpen(tenant, email, path.node().id(), null))
                .call(() -> seats.requireSeatToInvite(tenant, email, clock.instant()))
                .call(() -> mails.take(tenant, email, DatabaseTime.now(clock)))
                .map(path -> new Invitation(
                        new OrgScopedId(tenant.organizationId(), id),
                        email,
                        path.node(),
                        request.role(),
                        token.sha256(),
                        origin.caller().principalId(),
                        DatabaseTime.now(clock)))
                .chain(invitations::persist)
                .map(invitation -> invitation.view(clock.instant()))
                .call(view -> journal.record(tenant, origin, "created", null, view));
    }

    /**
     * An address has at most one open invitation to a node: several could be accepted, and would cause several e-mails.
     */
    private Uni<Void> requireNoneOpen(Tenant tenant, EmailAddress email, UUID nodeId, @Nullable UUID but) {
        return invitations
                .openTo(tenant, email, nodeId, clock.instant())
                .invoke(open -> {
                    if (open.stream().anyMatch(other -> !other.id().equals(but))) {
                        throw InvitationProblems.ALREADY_INVITED.with("Send it again, or take it back first.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> requireAssignable(Tenant tenant, Origin origin, NodePath path, Role role) {
        return memberships
                .rights(tenant, origin.caller(), path)
                .invoke(rights -> MemberProblems.requireAssignable(
                        role, Parties.withSomebodyNew(path.node().type(), rights)))
                .replaceWithVoid();
    }

    /** The invitations to nodes on which the caller may invite, oldest first. */
    Uni<Page<InvitationView>> list(Grants grants, UUID after, int limit) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.within(tenant, grants.reach(Permission.MEMBER_INVITE))
                        .chain(visible -> invitations.on(tenant, visible, after, limit + 1))
                        .chain(found -> shown(tenant, found))
                        .map(shown -> Page.of(shown, limit, view -> Cursor.of(view.id()))));
    }

    /** The current state of the invitations: open ones whose inviter could no longer make them are void. */
    private Uni<List<InvitationView>> shown(Tenant tenant, List<Invitation> found) {
        Instant now = clock.instant();
        List<Invitation> open = found.stream()
                .filter(invitation -> invitation.statusAt(now) == InvitationStatus.OPEN)
                .toList();
        return revocation
                .withoutRight(tenant, open)
                .map(without -> found.stream()
                        .map(invitation -> without.contains(invitation.id())
                                ? invitation.view(InvitationStatus.VOID)
                                : invitation.view(now))
                        .toList());
    }

    /** Sends an invitation once more, with a new token and a new expiry; the links before it are worthless. */
    Uni<InvitationView> resend(Grants grants, Origin origin, @Nullable String key, UUID invitationId) {
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(), "POST /api/invitations/" + invitationId + "/resend", key, "");
        Secret token = Secret.random();
        AtomicBoolean sent = new AtomicBoolean();
        return transactions
                .inOrganization(
                        grants.organizationId(),
                        tenant -> idempotency.once(
                                tenant,
                                call,
                                InvitationView.class,
                                () -> offerAgain(tenant, grants, origin, invitationId, token)
                                        .invoke(() -> sent.set(true))))
                .map(view -> sent.get() ? view.with(token.text()) : view);
    }

    private Uni<InvitationView> offerAgain(
            Tenant tenant, Grants grants, Origin origin, UUID invitationId, Secret token) {
        return nodes.lock(tenant)
                .chain(() -> toChange(tenant, grants, invitationId))
                .invoke(InvitationService::requireUnsettled)
                .call(invitation -> nodes.path(tenant, invitation.node().id())
                        .chain(path -> requireAssignable(tenant, origin, path, invitation.role())))
                .call(invitation -> requireNoneOpen(
                        tenant, invitation.email(), invitation.node().id(), invitationId))
                .call(invitation -> seats.requireSeatToInvite(tenant, invitation.email(), clock.instant()))
                .call(invitation -> mails.take(tenant, invitation.email(), DatabaseTime.now(clock)))
                .call(() -> invitations.forgetMailedToken(tenant, invitationId))
                .chain(invitation -> {
                    InvitationView before = invitation.view(clock.instant());
                    invitation.offerAgain(origin.caller().principalId(), token.sha256(), DatabaseTime.now(clock));
                    InvitationView after = invitation.view(clock.instant());
                    return journal.record(tenant, origin, "resent", before, after)
                            .replaceWith(after);
                });
    }

    private static void requireUnsettled(Invitation invitation) {
        switch (invitation.status()) {
            case OPEN, EXPIRED, VOID -> {}
            case ACCEPTED -> throw InvitationProblems.NOT_OPEN.with("It has been accepted.");
            case DECLINED -> throw InvitationProblems.NOT_OPEN.with("It has been declined.");
            case REVOKED -> throw InvitationProblems.NOT_OPEN.with("It has been taken back.");
        }
    }

    /** An invitation of a node on which the caller may invite. */
    private Uni<Invitation> toChange(Tenant tenant, Grants grants, UUID invitationId) {
        return load(tenant, invitationId)
                .call(invitation -> nodes.path(tenant, invitation.node().id())
                        .invoke(path -> NodeAccess.require(grants, Permission.MEMBER_INVITE, path)));
    }

    /** Takes an invitation back; without effect when that has been done before. */
    Uni<Void> revoke(Grants grants, Origin origin, UUID invitationId) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> toChange(tenant, grants, invitationId))
                        .chain(invitation -> switch (invitation.status()) {
                            case REVOKED -> Uni.createFrom().voidItem();
                            case ACCEPTED -> throw InvitationProblems.NOT_OPEN.with("It has been accepted.");
                            case DECLINED -> throw InvitationProblems.NOT_OPEN.with("It has been declined.");
                            case OPEN, EXPIRED, VOID -> {
                                InvitationView before = invitation.view(clock.instant());
                                invitation.revoke(DatabaseTime.now(clock));
                                yield journal.record(
                                        tenant, origin, "revoked", before, invitation.view(clock.instant()));
                            }
                        }));
    }

    /** Accepts the invitation: gives the caller the role that it offers. */
    Uni<AcceptanceView> accept(Origin origin, @Nullable String key, TokenRequest request) {
        EmailAddress email = address(origin.caller());
        String sha256 = new Secret(request.token()).sha256();
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(), "POST /api/invitations/accept", key, Map.of("token", sha256));
        return byToken(sha256)
                .chain(found -> transactions.inOrganization(
                        found.organizationId(),
                        tenant -> idempotency.once(
                                tenant, call, AcceptanceView.class, () -> accept(tenant, origin, found.id(), email))));
    }

    /** Turns the invitation down, for good. */
    Uni<Void> decline(Origin origin, TokenRequest request) {
        EmailAddress email = address(origin.caller());
        return byToken(new Secret(request.token()).sha256())
                .chain(found -> transactions.inOrganization(
                        found.organizationId(),
                        tenant -> nodes.lock(tenant)
                                .chain(() -> load(tenant, found.id()))
                                .invoke(invitation -> requireOpenFor(invitation, email))
                                .chain(invitation -> {
                                    InvitationView before = invitation.view(clock.instant());
                                    invitation.decline(DatabaseTime.now(clock));
                                    return journal.record(
                                            tenant, origin, "declined", before, invitation.view(clock.instant()));
                                })));
    }

    private Uni<OrgScopedId> byToken(String sha256) {
        return invitations
                .byToken(sha256)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("invitation")));
    }

    /**
     * The caller's address. When the token has email_verified, it must be true; otherwise anybody could claim an
     * invited address at registration. Without that claim the address is accepted.
     */
    private static EmailAddress address(Caller caller) {
        String email = caller.email();
        if (email == null) {
            throw InvitationProblems.FOR_SOMEBODY_ELSE.with("Your token names no e-mail address.");
        }
        if (Boolean.FALSE.equals(caller.emailVerified())) {
            throw InvitationProblems.EMAIL_NOT_VERIFIED.with("Verify your address where you sign in, then try again.");
        }
        return EmailAddress.parse(email)
                .orElseThrow(() -> InvitationProblems.FOR_SOMEBODY_ELSE.with("Your e-mail address cannot be read."));
    }

    private Uni<AcceptanceView> accept(Tenant tenant, Origin origin, UUID invitationId, EmailAddress email) {
        UUID principalId = origin.caller().principalId();
        return nodes.lock(tenant)
                .chain(() -> load(tenant, invitationId))
                .invoke(invitation -> requireOpenFor(invitation, email))
                .call(invitation -> requireStillGiven(tenant, invitation))
                .call(() -> memberships.remember(tenant, origin, Identity.of(origin.caller())))
                .call(invitation ->
                        memberships.assignAtLeast(tenant, origin, principalId, invitation.node(), invitation.role()))
                .call(invitation -> {
                    InvitationView before = invitation.view(clock.instant());
                    invitation.accept(principalId, DatabaseTime.now(clock));
                    return journal.record(tenant, origin, "accepted", before, invitation.view(clock.instant()));
                })
                .call(invitation -> revocation.takeBackOthers(tenant, origin, invitation))
                .map(invitation -> new AcceptanceView(
                        tenant.organizationId(),
                        invitationId,
                        invitation.node().type(),
                        invitation.node().id(),
                        invitation.role()));
    }

    /** Checks again on acceptance that the inviter may give the role. */
    private Uni<Void> requireStillGiven(Tenant tenant, Invitation invitation) {
        return revocation
                .withoutRight(tenant, List.of(invitation))
                .invoke(without -> {
                    if (!without.isEmpty()) {
                        throw InvitationProblems.VOID.with("Ask for a new one.");
                    }
                })
                .replaceWithVoid();
    }

    private void requireOpenFor(Invitation invitation, EmailAddress email) {
        if (!invitation.isFor(email)) {
            throw InvitationProblems.FOR_SOMEBODY_ELSE.with("Sign in with the address that was invited.");
        }
        requireUnsettled(invitation);
        if (invitation.statusAt(clock.instant()) == InvitationStatus.EXPIRED) {
            throw InvitationProblems.EXPIRED.with("Ask for a new one.");
        }
    }

    private Uni<Invitation> load(Tenant tenant, UUID invitationId) {
        return invitations.toChange(tenant, invitationId).map(invitation -> {
            if (invitation == null) {
                throw ProblemException.notFound("invitation");
            }
            return invitation;
        });
    }
}
