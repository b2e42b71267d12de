package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The organizations of a principal. They are read with the worker role, since the query is over all organizations.
 * Organizations with a pending membership are left out unless named. Of organizations that are to be deleted, only
 * those that the principal owns are included, since only an owner can take the deletion back.
 */
@ApplicationScoped
public class OrganizationsOfPrincipal {

    private static final String ROLES = """
        select a.org_id, o.name, o.time_zone, o.deletion_due_at, a.node_type, a.node_id, a.role
          from role_assignment a
          join organization o on o.org_id = a.org_id
         where a.principal_id = $1
           and a.org_id in (select distinct b.org_id from role_assignment b
                              join organization p on p.org_id = b.org_id
                             where b.principal_id = $1 and b.org_id > $2 and ($4::uuid is null or b.org_id = $4)
                               and ($4::uuid is not null or not exists (
                                   select 1 from principal q where q.org_id = b.org_id and q.id = $1 and q.pending))
                               and (p.state = 'ACTIVE' or (b.node_type = 'ORGANIZATION' and b.role = 'OWNER'))
                             order by b.org_id limit $3)
         order by a.org_id, a.node_type, a.node_id\
        """;

    private final WorkerTransactions transactions;

    OrganizationsOfPrincipal(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** Organizations with an id above {@code after}, ordered by id. */
    public Uni<List<OrganizationMembershipView>> of(UUID principalId, UUID after, int limit) {
        return of(principalId, after, limit, Optional.empty());
    }

    /** As above, {@code only} the one that is named. */
    Uni<List<OrganizationMembershipView>> of(UUID principalId, UUID after, int limit, Optional<UUID> only) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(ROLES)
                .execute(Tuple.of(principalId, after, limit, only.orElse(null)))
                .map(rows -> {
                    Map<UUID, OrganizationMembershipView> byId = new LinkedHashMap<>();
                    rows.forEach(row ->
                            byId.merge(row.getUUID("org_id"), membership(row), OrganizationMembershipView::joinedWith));
                    return new ArrayList<>(byId.values());
                }));
    }

    private static OrganizationMembershipView membership(Row row) {
        OffsetDateTime deletionDueAt = row.getOffsetDateTime("deletion_due_at");
        return new OrganizationMembershipView(
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("time_zone"),
                deletionDueAt == null ? null : deletionDueAt.toInstant(),
                List.of(new RoleAssignment(
                        NodeType.valueOf(row.getString("node_type")),
                        row.getUUID("node_id"),
                        Role.valueOf(row.getString("role")))));
    }
}
