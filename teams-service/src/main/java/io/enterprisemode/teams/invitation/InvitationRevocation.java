package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.apikey.ApiKeyScopes;
import io.enterprisemode.teams.membership.LostRoles;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.membership.RoleLossObserver;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An invitation is valid only while the inviter, by their roles or an API key, may still give that role. So invitations
 * by and to a principal are revoked when it loses roles, and the right is checked again on acceptance. Callers that
 * change something hold the lock of the organization.
 */
@ApplicationScoped
public class InvitationRevocation implements RoleLossObserver {

    private final InvitationRepository invitations;
    private final Nodes nodes;
    private final Memberships memberships;
    private final ApiKeyScopes keys;
    private final InvitationJournal journal;
    private final Clock clock;

    InvitationRevocation(
            InvitationRepository invitations,
            Nodes nodes,
            Memberships memberships,
            ApiKeyScopes keys,
            InvitationJournal journal,
            Clock clock) {
        this.invitations = invitations;
        this.nodes = nodes;
        this.memberships = memberships;
        this.keys = keys;
        this.journal = journal;
        this.clock = clock;
    }

    /** Those of the invitations whose inviters have lost the right to give the role. */
    Uni<Set<UUID>> withoutRight(Tenant tenant, Collection<Invitation> some) {
        Set<UUID> makers = new HashSet<>();
        Set<UUID> nodeIds = new HashSet<>();
        some.forEach(invitation -> {
            makers.add(invitation.invitedBy());
            nodeIds.add(invitation.node().id());
        });
        if (makers.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return memberships
                .rolesOf(tenant, makers)
                .chain(roles -> keys.of(tenant, makers)
                        .chain(scopes -> nodes.paths(tenant, nodeIds).map(paths -> {
                            Set<UUID> without = new HashSet<>();
                            for (Invitation invitation : some) {
                                UUID maker = invitation.invitedBy();
                                NodePath path = paths.get(invitation.node().id());
                                if (!OfferRules.mayGive(
                                        invitation.role(),
                                        path,
                                        roles.getOrDefault(maker, List.of()),
                                        Optional.ofNullable(scopes.get(maker)))) {
                                    without.add(invitation.id());
                                }
                            }
                            return without;
                        })));
    }

    /**
     * Revokes the invitations that principals who lost roles have made and could no longer make, and the invitations to
     * them to nodes where they lost roles.
     */
    @Override
    public Uni<Void> lost(Tenant tenant, Origin origin, List<LostRoles> losses) {
        Map<UUID, LostRoles> byMaker = new HashMap<>();
        Map<String, List<LostRoles>> byAddress = new HashMap<>();
        for (LostRoles loss : losses) {
            byMaker.put(loss.principalId(), loss);
            addressKey(loss.email())
                    .ifPresent(key -> byAddress
                            .computeIfAbsent(key, ignored -> new ArrayList<>())
                            .add(loss));
        }
        return invitations
                .openByOrTo(tenant, byMaker.keySet(), byAddress.keySet())
                .chain(open -> nodes.paths(
                                tenant,
                                open.stream()
                                        .map(invitation -> invitation.node().id())
                                        .toList())
                        .chain(paths -> takeBack(tenant, origin, open, invitation -> {
                            NodePath path = paths.get(invitation.node().id());
                            LostRoles maker = byMaker.get(invitation.invitedBy());
                            return path == null
                                    || (maker != null
                                            && !OfferRules.mayGive(
                                                    invitation.role(), path, maker.left(), Optional.empty()))
                                    || byAddress.getOrDefault(invitation.email().key(), List.of()).stream()
                                            .anyMatch(loss -> loss.reaches(path));
                        })));
    }

    private static Optional<String> addressKey(@Nullable String email) {
        return Optional.ofNullable(email).flatMap(EmailAddress::parse).map(EmailAddress::key);
    }

    /**
     * Revokes all open invitations to these addresses, for example when an identity provider deactivates the person.
     */
    public Uni<Void> takeBackFrom(Tenant tenant, Origin origin, Set<EmailAddress> addresses) {
        if (addresses.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return invitations
                .openByOrTo(
                        tenant,
                        Set.of(),
                        addresses.stream().map(EmailAddress::key).toList())
                .chain(open -> takeBack(tenant, origin, open, invitation -> true));
    }

    /** Takes back further invitations to the address and the node of one that is accepted. */
    Uni<Void> takeBackOthers(Tenant tenant, Origin origin, Invitation accepted) {
        return invitations
                .openTo(tenant, accepted.email(), accepted.node().id(), clock.instant())
                .chain(open ->
                        takeBack(tenant, origin, open, other -> !other.id().equals(accepted.id())));
    }

    private Uni<Void> takeBack(Tenant tenant, Origin origin, List<Invitation> open, Predicate<Invitation> which) {
        Instant now = DatabaseTime.now(clock);
        List<InvitationJournal.Change> changes = new ArrayList<>();
        for (Invitation invitation : open) {
            if (which.test(invitation)) {
                InvitationView before = invitation.view(now);
                invitation.revoke(now);
                changes.add(new InvitationJournal.Change("revoked", before, invitation.view(now)));
            }
        }
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : tenant.session().flush().chain(() -> journal.record(tenant, origin, changes));
    }
}
