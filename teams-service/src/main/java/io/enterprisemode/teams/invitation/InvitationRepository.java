package io.enterprisemode.teams.invitation;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class InvitationRepository implements PanacheRepositoryBase<Invitation, OrgScopedId> {

    private static final UUID NOBODY = new UUID(0, 0);

    private final WorkerTransactions workers;

    InvitationRepository(WorkerTransactions workers) {
        this.workers = workers;
    }

    /**
     * An invitation that is about to change: locked, as {@link InvitationMailer} writes without the lock of the
     * organization.
     */
    Uni<@Nullable Invitation> toChange(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id), LockModeType.PESSIMISTIC_WRITE);
    }

    /** Open invitations to an address and a node; there is one at most, but among those of before. */
    Uni<List<Invitation>> openTo(Tenant tenant, EmailAddress email, UUID nodeId, Instant now) {
        return list(
                "organizationId = ?1 and status = ?2 and expiresAt > ?3 and nodeId = ?4"
                        + " and cast(folded(coalesce(emailKey, email)) as string) = ?5 order by id",
                tenant.organizationId(),
                InvitationStatus.OPEN,
                now,
                nodeId,
                email.key());
    }

    /**
     * Open invitations that any of these principals made, or that are to any of these addresses; locked, as
     * {@link InvitationMailer} writes, too.
     */
    Uni<List<Invitation>> openByOrTo(Tenant tenant, Collection<UUID> makers, Collection<String> addressKeys) {
        return find(
                        "organizationId = ?1 and status = ?2"
                                + " and (invitedBy in ?3 or cast(folded(coalesce(emailKey, email)) as string) in ?4)"
                                + " order by id",
                        tenant.organizationId(),
                        InvitationStatus.OPEN,
                        makers.isEmpty() ? List.of(NOBODY) : List.copyOf(makers),
                        addressKeys.isEmpty() ? List.of("") : List.copyOf(addressKeys))
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
    }

    /** Makes the link of the latest e-mail worthless. */
    Uni<Void> forgetMailedToken(Tenant tenant, UUID id) {
        return tenant.session()
                .createNativeQuery("""
                    update invitation set mailed_token_sha256 = null, mail_attempts = 0
                     where org_id = ?1 and id = ?2\
                    """)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, id)
                .executeUpdate()
                .replaceWithVoid();
    }

    /**
     * Invitations in the order in which they were made.
     *
     * @param nodeIds only those to one of these nodes; empty optional: all
     */
    Uni<List<Invitation>> on(Tenant tenant, Optional<Set<UUID>> nodeIds, UUID after, int limit) {
        return nodeIds.isEmpty()
                ? find("organizationId = ?1 and id > ?2 order by id", tenant.organizationId(), after)
                        .page(0, limit)
                        .list()
                : find(
                                "organizationId = ?1 and id > ?2 and nodeId in ?3 order by id",
                                tenant.organizationId(),
                                after,
                                nodeIds.get())
                        .page(0, limit)
                        .list();
    }

    /**
     * The key of the invitation with this token, the one that was shown or the one in the latest e-mail. The request to
     * accept does not name the organization.
     */
    Uni<Optional<OrgScopedId>> byToken(String sha256) {
        return workers.withConnection(connection -> connection
                .preparedQuery("select org_id, id from invitation where token_sha256 = $1 or mailed_token_sha256 = $1")
                .execute(Tuple.of(sha256))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(new OrgScopedId(row.getUUID("org_id"), row.getUUID("id")));
                    }
                    return Optional.empty();
                }));
    }
}
