package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.access.ApiKeyRows;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of {@link PermissionListings}. */
final class ListingStatements {

    static final UUID BEFORE_ALL = new UUID(0, 0);
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    static final String PATH = """
        select id as team_id, null::uuid as workspace_id from team where org_id = $1 and id = $2
         union all
        select team_id, id from workspace where org_id = $1 and id = $2\
        """;
    /** In an organization that is to be deleted only the role OWNER on the organization counts. */
    static final String ROLES = """
        select node_type, node_id, role, (select pending from principal where org_id = $1 and id = $2) as pending
          from role_assignment
         where org_id = $1 and principal_id = $2
           and ((select state = 'ACTIVE' from organization where org_id = $1)
                or (node_id = $1 and role = 'OWNER'))\
        """;

    /**
     * The same with the kind of the principal, and with the scopes of the API key that acts as it: none when the key
     * has expired or is revoked, null when there is no such key.
     */
    static final String ROLES_AND_KEY = """
        select held.node_type, held.node_id, held.role,
               (select case when key.revoked_at is not null or key.expires_at <= now() then '' else key.scopes end
                  from api_key as key
                 where key.org_id = $1 and key.principal_id = $2 limit 1) as key_scopes,
               (select kind from principal where org_id = $1 and id = $2) as kind
          from (%s) as held\
        """.formatted(ROLES);

    /**
     * Of each node of the path and each role that is enough as many holders as a page may need, in the order of the
     * page: enough to know the page, however many there are. The account of an API key holds a permission that its key
     * is scoped to.
     */
    static final String HOLDERS = """
        select principal.id, principal.kind, principal.subject, principal.name, held.node_id, held.role
          from unnest($2::uuid[]) as node (id)
         cross join unnest($3::text[]) as enough (role)
         cross join lateral (
               select principal_id, node_id, role from role_assignment
                where org_id = $1 and node_id = node.id and role = enough.role and principal_id > $4
                  and ((select state = 'ACTIVE' from organization where org_id = $1) or (node_id = $1
                      and role = 'OWNER'))
                  and ($5::text is null or exists (
                      select 1 from principal as sort
                       where sort.org_id = $1 and sort.id = role_assignment.principal_id and sort.kind = $5))
                  and not exists (
                      select 1 from api_key as key
                       where key.org_id = $1 and key.principal_id = role_assignment.principal_id
                         and (key.revoked_at is not null or key.expires_at <= now()
                              or not (string_to_array(key.scopes, ' ') @> array[$7])))
                order by principal_id
                limit $6) as held
          join principal on principal.org_id = $1 and principal.id = held.principal_id
         order by held.principal_id\
        """;

    /** Nodes within two reaches: where the permission is held ($3, $4, $5) and what may be seen ($6, $7, $8). */
    static final String NODES = """
        (select 'ORGANIZATION' as node_type, org_id as id, name, null::uuid as team_id
           from organization
          where org_id = $1 and org_id > $9 and $3 and $6
          limit $12)
         union all
        (select 'TEAM', id, name, id
           from team
          where org_id = $1 and id > $10 and ($3 or id = any($4)) and ($6 or id = any($7))
          order by id limit $13)
         union all
        (select 'WORKSPACE', id, name, team_id
           from workspace
          where org_id = $1 and id > $11
            and ($3 or team_id = any($4) or id = any($5)) and ($6 or team_id = any($7) or id = any($8))
          order by id limit $14)
        limit $2\
        """;

    private ListingStatements() {}

    /** Where a page of nodes begins: after this one. */
    record NodePosition(NodeType type, UUID id) {

        static final NodePosition FIRST = new NodePosition(NodeType.ORGANIZATION, BEFORE_ALL);

        static NodeType type(String text) {
            return Arrays.stream(NodeType.values())
                    .filter(type -> type.name().equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> ProblemType.INVALID_CURSOR.with("Use the nextCursor of the page before, unchanged."));
        }

        /** The id after which nodes of a type go on. */
        private UUID after(NodeType other) {
            int order = other.compareTo(type);
            return order == 0 ? id : order < 0 ? AFTER_ALL : BEFORE_ALL;
        }
    }

    /** A node with its name and the way to it. */
    record NodeRow(NodePath path, String name) {}

    static Uni<Optional<NodePath>> path(SqlConnection connection, UUID organizationId, UUID nodeId) {
        return connection
                .preparedQuery(PATH)
                .execute(Tuple.of(organizationId, nodeId))
                .map(rows -> {
                    for (Row row : rows) {
                        UUID teamId = row.getUUID("team_id");
                        UUID workspaceId = row.getUUID("workspace_id");
                        return Optional.of(
                                workspaceId == null
                                        ? NodePath.team(organizationId, teamId)
                                        : NodePath.workspace(organizationId, teamId, workspaceId));
                    }
                    return Optional.empty();
                });
    }

    /** The roles of a principal as its grants, whatever credential it comes with. */
    static Uni<Grants> grants(SqlConnection connection, UUID organizationId, UUID principalId) {
        return connection
                .preparedQuery(ROLES)
                .execute(Tuple.of(organizationId, principalId))
                .map(rows -> {
                    List<RoleAssignment> roles = new ArrayList<>(rows.size());
                    boolean pending = false;
                    for (Row row : rows) {
                        roles.add(RoleRows.assignment(row));
                        pending = row.getBoolean("pending");
                    }
                    return new Grants(organizationId, principalId, roles, Optional.empty(), pending);
                });
    }

    /**
     * A principal of the organization.
     *
     * @param grants its roles, narrowed to the scopes of the API key that acts as it
     * @param kind null for whoever holds no role
     */
    record Holder(Grants grants, @Nullable PrincipalKind kind) {}

    /** What a principal holds. */
    static Uni<Holder> holder(SqlConnection connection, UUID organizationId, UUID principalId) {
        return connection
                .preparedQuery(ROLES_AND_KEY)
                .execute(Tuple.of(organizationId, principalId))
                .map(rows -> {
                    List<RoleAssignment> roles = new ArrayList<>(rows.size());
                    Optional<Set<Permission>> scopes = Optional.empty();
                    PrincipalKind kind = null;
                    for (Row row : rows) {
                        roles.add(RoleRows.assignment(row));
                        scopes =
                                Optional.ofNullable(row.getString("key_scopes")).map(ApiKeyRows::scopes);
                        kind = PrincipalKind.valueOf(row.getString("kind"));
                    }
                    return new Holder(new Grants(organizationId, principalId, roles, scopes), kind);
                });
    }

    /** Principals with the permission on the path, by id. */
    static Uni<List<PermissionHolderView>> holders(
            SqlConnection connection,
            Permission permission,
            NodePath path,
            @Nullable PrincipalKind kind,
            UUID after,
            int limit) {
        Tuple parameters = Tuple.tuple()
                .addUUID(path.root().id())
                .addArrayOfUUID(path.nodes().stream().map(NodeRef::id).toArray(UUID[]::new))
                .addArrayOfString(Arrays.stream(Role.values())
                        .filter(role -> role.covers(permission.leastRole()))
                        .map(Role::name)
                        .toArray(String[]::new))
                .addUUID(after)
                .addString(kind == null ? null : kind.name())
                .addInteger(limit)
                .addString(permission.code());
        return connection.preparedQuery(HOLDERS).execute(parameters).map(rows -> {
            Map<UUID, Row> people = new LinkedHashMap<>();
            Map<UUID, List<RoleAssignment>> roles = new LinkedHashMap<>();
            for (Row row : rows) {
                UUID principalId = row.getUUID("id");
                people.putIfAbsent(principalId, row);
                roles.computeIfAbsent(principalId, ignored -> new ArrayList<>()).add(assignment(path, row));
            }
            return people.values().stream()
                    .limit(limit)
                    .map(row -> holder(row, roles.getOrDefault(row.getUUID("id"), List.of()), path))
                    .toList();
        });
    }

    private static RoleAssignment assignment(NodePath path, Row row) {
        UUID nodeId = row.getUUID("node_id");
        NodeRef node = path.nodes().stream()
                .filter(each -> each.id().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a role of another path: " + nodeId));
        return new RoleAssignment(node.type(), nodeId, Role.valueOf(row.getString("role")));
    }

    private static PermissionHolderView holder(Row row, List<RoleAssignment> roles, NodePath path) {
        return PermissionHolderView.of(
                row.getUUID("id"),
                PrincipalKind.valueOf(row.getString("kind")),
                row.getString("subject"),
                row.getString("name"),
                AccessRules.effectiveRole(roles, path).orElseThrow());
    }

    /**
     * Nodes of these types on which the holder has the permission and that may be seen: organization, teams,
     * workspaces, each by id.
     */
    static Uni<List<NodeRow>> nodes(
            SqlConnection connection,
            Grants holder,
            Permission permission,
            Reach visible,
            Set<NodeType> types,
            NodePosition after,
            int limit) {
        Tuple parameters = Tuple.tuple().addUUID(holder.organizationId()).addInteger(limit);
        addReach(parameters, holder.reach(permission));
        addReach(parameters, visible);
        for (NodeType type : NodeType.values()) {
            parameters.addUUID(after.after(type));
        }
        for (NodeType type : NodeType.values()) {
            parameters.addInteger(types.contains(type) ? limit : 0);
        }
        return connection
                .preparedQuery(NODES)
                .execute(parameters)
                .map(rows -> rows.stream()
                        .map(row -> new NodeRow(path(holder.organizationId(), row), row.getString("name")))
                        .toList());
    }

    private static void addReach(Tuple parameters, Reach reach) {
        switch (reach) {
            case Reach.WholeOrganization everywhere ->
                parameters.addBoolean(true).addArrayOfUUID(new UUID[0]).addArrayOfUUID(new UUID[0]);
            case Reach.Subtrees(Set<UUID> teams, Set<UUID> workspaces) ->
                parameters
                        .addBoolean(false)
                        .addArrayOfUUID(teams.toArray(UUID[]::new))
                        .addArrayOfUUID(workspaces.toArray(UUID[]::new));
        }
    }

    private static NodePath path(UUID organizationId, Row row) {
        UUID id = row.getUUID("id");
        return switch (NodeType.valueOf(row.getString("node_type"))) {
            case ORGANIZATION -> NodePath.organization(organizationId);
            case TEAM -> NodePath.team(organizationId, id);
            case WORKSPACE -> NodePath.workspace(organizationId, row.getUUID("team_id"), id);
        };
    }
}
