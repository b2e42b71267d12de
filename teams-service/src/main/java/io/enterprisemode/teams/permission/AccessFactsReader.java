package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.permission.AccessFacts.Pair;
import io.enterprisemode.web.access.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what checks are decided by in one statement: for each question the path of the node, the roles assigned on it, each by its primary
 * key, and of the account of an API key the scopes of the key. The cost follows the number of questions and the depth of the tree, not the number of members, organizations or roles held elsewhere. Of an
 * organization that is to be deleted only its owners keep anything, and of that only the ownership.
 */
@ApplicationScoped
public class AccessFactsReader {

    /**
     * One or two questions are written out, so that the planner knows how few they are and keeps one plan. A limit of 1 keeps it from joining whole tables
     * where a row is to be looked up for each question.
     */
    static final String FACTS_OF_ONE = facts("(values ($3::uuid, $4::uuid)) as asked (principal_id, node_id)");

    static final String FACTS_OF_TWO =
            facts("(values ($3::uuid, $4::uuid), ($5::uuid, $6::uuid)) as asked (principal_id, node_id)");
    static final String FACTS_OF_MANY = facts("unnest($3::uuid[], $4::uuid[]) as asked (principal_id, node_id)");

    private final WorkerTransactions transactions;

    AccessFactsReader(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    private static String facts(String asked) {
        return """
            with organization_now as materialized (
                select state = 'ACTIVE' as active from organization where org_id = $1)
            select asked.principal_id, asked.node_id, node.team_id, node.workspace_id,
                   (select role from role_assignment
                     where org_id = $1 and principal_id = asked.principal_id and node_id = $1
                       and (role = 'OWNER' or (select active from organization_now))) as organization_role,
                   (select role from role_assignment
                     where org_id = $1 and principal_id = asked.principal_id and node_id = node.team_id
                       and (select active from organization_now)) as team_role,
                   (select role from role_assignment
                     where org_id = $1 and principal_id = asked.principal_id and node_id = node.workspace_id
                       and (select active from organization_now)) as workspace_role,
                   known.kind, key.scopes as key_scopes, key.expires_at <= now() as key_expired,
                   key.revoked_at is not null as key_revoked,
                   exists (select 1 from role_assignment
                            where org_id = $1 and principal_id = $2
                              and ((select active from organization_now) or (node_id = $1 and role = 'OWNER'))) as asker_belongs,
                   coalesce((select pending from principal where org_id = $1 and id = $2), false) as asker_pending
              from %s
              left join lateral (
                    select id as team_id, null::uuid as workspace_id from team where org_id = $1 and id = asked.node_id
                     union all
                    select team_id, id from workspace where org_id = $1 and id = asked.node_id) as node on true
              left join lateral (
                    select kind, issuer from principal where org_id = $1 and id = asked.principal_id limit 1) as known on true
              left join lateral (
                    select scopes, expires_at, revoked_at from api_key
                     where org_id = $1 and principal_id = asked.principal_id and known.issuer = '%s'
                     limit 1) as key on true\
            """.formatted(asked, Identity.API_KEY_ISSUER);
    }

    /** The facts for these pairs of principal and node; there is at least one. */
    Uni<AccessFacts> read(Asker asker, Set<Pair> pairs) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(statement(pairs.size()))
                .execute(parameters(asker, List.copyOf(pairs)))
                .map(rows -> facts(asker.organizationId(), rows)));
    }

    private static String statement(int pairs) {
        return switch (pairs) {
            case 1 -> FACTS_OF_ONE;
            case 2 -> FACTS_OF_TWO;
            default -> FACTS_OF_MANY;
        };
    }

    private static Tuple parameters(Asker asker, List<Pair> pairs) {
        Tuple parameters = Tuple.of(asker.organizationId(), asker.principalId());
        if (pairs.size() <= 2) {
            pairs.forEach(pair -> parameters.addUUID(pair.principalId()).addUUID(pair.nodeId()));
            return parameters;
        }
        return parameters
                .addArrayOfUUID(pairs.stream().map(Pair::principalId).toArray(UUID[]::new))
                .addArrayOfUUID(pairs.stream().map(Pair::nodeId).toArray(UUID[]::new));
    }

    private static AccessFacts facts(UUID organizationId, RowSet<Row> rows) {
        boolean askerBelongs = false;
        boolean askerPending = false;
        Map<Pair, List<RoleAssignment>> roles = new HashMap<>();
        Map<UUID, NodePath> paths = new HashMap<>();
        Map<UUID, PrincipalKind> kinds = new HashMap<>();
        Map<UUID, KeyScopes> keys = new HashMap<>();
        paths.put(organizationId, NodePath.organization(organizationId));
        for (Row row : rows) {
            askerBelongs = row.getBoolean("asker_belongs");
            askerPending = row.getBoolean("asker_pending");
            Pair pair = new Pair(row.getUUID("principal_id"), row.getUUID("node_id"));
            NodePath known = path(organizationId, row.getUUID("team_id"), row.getUUID("workspace_id"));
            if (known != null) {
                paths.put(pair.nodeId(), known);
            }
            String kind = row.getString("kind");
            if (kind != null) {
                kinds.put(pair.principalId(), PrincipalKind.valueOf(kind));
            }
            String scopes = row.getString("key_scopes");
            if (scopes != null) {
                keys.put(
                        pair.principalId(),
                        KeyScopes.of(
                                scopes,
                                Boolean.TRUE.equals(row.getBoolean("key_expired")),
                                Boolean.TRUE.equals(row.getBoolean("key_revoked"))));
            }
            roles.put(pair, roles(known == null ? NodePath.organization(organizationId) : known, row));
        }
        return new AccessFacts(askerBelongs, askerPending, roles, paths, kinds, keys);
    }

    private static @Nullable NodePath path(UUID organizationId, @Nullable UUID teamId, @Nullable UUID workspaceId) {
        if (teamId == null) {
            return null;
        }
        return workspaceId == null
                ? NodePath.team(organizationId, teamId)
                : NodePath.workspace(organizationId, teamId, workspaceId);
    }

    private static List<RoleAssignment> roles(NodePath path, Row row) {
        List<RoleAssignment> roles = new ArrayList<>(path.nodes().size());
        for (NodeRef node : path.nodes()) {
            String role = row.getString(node.type().name().toLowerCase(Locale.ROOT) + "_role");
            if (role != null) {
                roles.add(new RoleAssignment(node.type(), node.id(), Role.valueOf(role)));
            }
        }
        return roles;
    }
}
