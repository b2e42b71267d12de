package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what checks are decided by in one statement: by primary keys, whatever the number of members. */
@ApplicationScoped
class AccessFactsReader {

    private static final String FACTS = """
            select 'ROLE' as fact, a.principal_id, a.node_type, a.node_id, a.role, null::uuid as team_id
              from role_assignment a join organization o on o.org_id = a.org_id
             where a.org_id = $1 and a.principal_id = any($2)
               and (o.state = 'ACTIVE' or (a.node_type = 'ORGANIZATION' and a.role = 'OWNER'))
             union all
            select 'TEAM', null, null, id, null, null
              from team where org_id = $1 and id = any($3)
             union all
            select 'WORKSPACE', null, null, id, null, team_id
              from workspace where org_id = $1 and id = any($3)""";

    private final WorkerTransactions transactions;

    AccessFactsReader(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    Uni<AccessFacts> read(UUID organizationId, Set<UUID> principalIds, Set<UUID> nodeIds) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(FACTS)
                .execute(Tuple.of(organizationId, principalIds.toArray(UUID[]::new), nodeIds.toArray(UUID[]::new)))
                .map(rows -> facts(organizationId, rows)));
    }

    private static AccessFacts facts(UUID organizationId, RowSet<Row> rows) {
        Map<UUID, List<RoleAssignment>> roles = new HashMap<>();
        Map<UUID, NodePath> paths = new HashMap<>();
        paths.put(organizationId, NodePath.organization(organizationId));
        for (Row row : rows) {
            UUID nodeId = row.getUUID("node_id");
            switch (row.getString("fact")) {
                case "ROLE" ->
                    roles.computeIfAbsent(row.getUUID("principal_id"), ignored -> new ArrayList<>())
                            .add(RoleRows.assignment(row));
                case "TEAM" -> paths.put(nodeId, NodePath.team(organizationId, nodeId));
                default -> paths.put(nodeId, NodePath.workspace(organizationId, row.getUUID("team_id"), nodeId));
            }
        }
        return new AccessFacts(roles, paths);
    }
}
