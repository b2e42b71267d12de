package io.enterprisemode.teams.invitation;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.OwnedKey;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class InvitationRepository implements PanacheRepositoryBase<Invitation, OwnedKey> {

    private final WorkerTransactions workers;

    InvitationRepository(WorkerTransactions workers) {
        this.workers = workers;
    }

    Uni<@Nullable Invitation> of(Tenant tenant, UUID id) {
        return findById(new OwnedKey(tenant.organizationId(), id));
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

    /** Whose the invitation with this token is: whoever accepts does not say which organization it is of. */
    Uni<Optional<OwnedKey>> byToken(String sha256) {
        return workers.withConnection(connection -> connection
                .preparedQuery("select org_id, id from invitation where token_sha256 = $1")
                .execute(Tuple.of(sha256))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(new OwnedKey(row.getUUID("org_id"), row.getUUID("id")));
                    }
                    return Optional.empty();
                }));
    }
}
