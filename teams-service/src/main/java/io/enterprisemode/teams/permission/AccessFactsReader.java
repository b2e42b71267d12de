package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.SharedReads;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.permission.AccessFacts.Asked;
import io.enterprisemode.web.problem.Outages;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts for permission checks in one statement: for each question the path of the node, the roles assigned on
 * it, each by its primary key, and for the account of an API key the scopes of the key. Concurrent checks, also of
 * different organizations, share the statement, which always starts after all of them were asked. The cost follows the
 * number of questions and the depth of the tree, not the number of members, organizations or roles held elsewhere.
 */
@ApplicationScoped
public class AccessFactsReader {

    /**
     * A row for each role on the path of a node, at least one for each question. The subqueries around the parameters
     * keep the planner from counting the questions, so that one plan serves any number and none is made anew.
     * {@code offset 0} and {@code limit 1} keep it from reading or hashing whole tables where a row is to be looked up
     * for each.
     */
    static final String FACTS = """
            select asked.position, organization.state = 'ACTIVE' as active, node.team_id, node.workspace_id,
                   principal.kind, principal.pending, held.node_id, held.role,
                   key.scopes as key_scopes, key.expires_at <= now() as key_expired,
                   key.revoked_at is not null as key_revoked,
                   case when held.role is null and organization.state = 'ACTIVE' then exists (
                             select 1 from role_assignment
                              where org_id = asked.org_id and principal_id = asked.principal_id
                             offset 0)
                        else false end as belongs_elsewhere
              from unnest((select $1::uuid[]), (select $2::uuid[]), (select $3::uuid[]))
                   with ordinality as asked (org_id, principal_id, node_id, position)
              left join lateral (
                   select state from organization where org_id = asked.org_id offset 0) as organization on true
              left join lateral (
                   select id as team_id, null::uuid as workspace_id
                     from team where org_id = asked.org_id and id = asked.node_id
                    union all
                   select team_id, id
                     from workspace where org_id = asked.org_id and id = asked.node_id) as node on true
              left join lateral (
                   select kind, pending, issuer
                     from principal where org_id = asked.org_id
                         and id = asked.principal_id offset 0) as principal on true
              left join lateral (
                   select node_id, role
                     from role_assignment
                    where org_id = asked.org_id and principal_id = asked.principal_id
                      and node_id = any(array[asked.org_id, node.team_id, node.workspace_id]) offset 0) as held on true
              left join lateral (
                   select scopes, expires_at, revoked_at
                     from api_key
                    where org_id = asked.org_id and principal_id = asked.principal_id and principal.issuer = '%s'
                    limit 1) as key on true\
            """.formatted(Identity.API_KEY_ISSUER);

    /** Two, so that one statement is prepared while the other is waited for; more make the statements small. */
    private static final int LANES = 2;

    /**
     * More than the requests of a second at full load; so many wait only when the database is overloaded or
     * unavailable.
     */
    private static final SharedReads.Bounds BOUNDS = new SharedReads.Bounds(250, 10_000);

    /** Whoever asks about more principals and nodes at once has a statement of their own. */
    private static final int FEW = 2;

    private final WorkerTransactions transactions;
    private final SharedReads<Set<Asked>, Map<Asked, AccessFacts>> shared;

    AccessFactsReader(WorkerTransactions transactions, Outages outages, Vertx vertx) {
        this.transactions = transactions;
        this.shared = new SharedReads<>(vertx, LANES, BOUNDS, this::together, failure -> !outages.isOutage(failure));
    }

    /**
     * The facts for all of these, and perhaps for others, as they were at one moment after now; there is at least one.
     */
    Uni<Map<Asked, AccessFacts>> read(Set<Asked> asked) {
        return asked.size() <= FEW ? shared.ask(asked) : statement(List.copyOf(asked));
    }

    private Uni<Map<Set<Asked>, Map<Asked, AccessFacts>>> together(Set<Set<Asked>> questions) {
        Set<Asked> all = new LinkedHashSet<>();
        questions.forEach(all::addAll);
        return statement(List.copyOf(all))
                .map(facts -> questions.stream().collect(Collectors.toMap(Function.identity(), question -> facts)));
    }

    private Uni<Map<Asked, AccessFacts>> statement(List<Asked> asked) {
        return transactions
                .withConnection(connection -> connection.preparedQuery(FACTS).execute(parameters(asked)))
                .map(rows -> facts(asked, rows));
    }

    private static Tuple parameters(List<Asked> asked) {
        return Tuple.of(ids(asked, Asked::organizationId), ids(asked, Asked::principalId), ids(asked, Asked::nodeId));
    }

    private static UUID[] ids(List<Asked> asked, Function<Asked, UUID> id) {
        return asked.stream().map(id).toArray(UUID[]::new);
    }

    private static Map<Asked, AccessFacts> facts(List<Asked> asked, RowSet<Row> rows) {
        List<List<Row>> byPosition = new ArrayList<>(asked.size());
        asked.forEach(each -> byPosition.add(new ArrayList<>(1)));
        rows.forEach(
                row -> byPosition.get(row.getLong("position").intValue() - 1).add(row));
        Map<Asked, AccessFacts> facts = HashMap.newHashMap(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            facts.put(asked.get(i), facts(asked.get(i), byPosition.get(i)));
        }
        return facts;
    }

    /** The rows of one question differ in the role only. */
    private static AccessFacts facts(Asked asked, List<Row> rows) {
        Row first = rows.getFirst();
        Optional<NodePath> path = path(asked, first.getUUID("team_id"), first.getUUID("workspace_id"));
        List<RoleAssignment> roles = roles(path.orElseGet(() -> NodePath.organization(asked.organizationId())), rows);
        return new AccessFacts(
                !roles.isEmpty() || first.getBoolean("belongs_elsewhere"),
                Boolean.TRUE.equals(first.getBoolean("pending")),
                roles,
                path,
                Optional.ofNullable(first.getString("kind")).map(PrincipalKind::valueOf),
                Optional.ofNullable(first.getString("key_scopes"))
                        .map(scopes -> KeyScopes.of(
                                scopes,
                                Boolean.TRUE.equals(first.getBoolean("key_expired")),
                                Boolean.TRUE.equals(first.getBoolean("key_revoked")))));
    }

    private static Optional<NodePath> path(Asked asked, @Nullable UUID teamId, @Nullable UUID workspaceId) {
        if (asked.nodeId().equals(asked.organizationId())) {
            return Optional.of(NodePath.organization(asked.organizationId()));
        }
        if (teamId == null) {
            return Optional.empty();
        }
        return Optional.of(
                workspaceId == null
                        ? NodePath.team(asked.organizationId(), teamId)
                        : NodePath.workspace(asked.organizationId(), teamId, workspaceId));
    }

    private static List<RoleAssignment> roles(NodePath path, List<Row> rows) {
        List<RoleAssignment> roles = new ArrayList<>(rows.size());
        for (Row row : rows) {
            UUID nodeId = row.getUUID("node_id");
            for (NodeRef node : path.nodes()) {
                if (node.id().equals(nodeId)) {
                    RoleAssignment role = new RoleAssignment(node.type(), nodeId, Role.valueOf(row.getString("role")));
                    if (AccessFacts.isKept(Boolean.TRUE.equals(row.getBoolean("active")), role)) {
                        roles.add(role);
                    }
                }
            }
        }
        return roles;
    }
}
