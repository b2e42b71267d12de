package io.enterprisemode.kernel.access;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The teams of workspaces, by the current view of organizations, teams and workspaces. */
public final class WorkspacePlaces {

    private static final String PLACES = """
            select i.org_id, i.id, n.parent_id, n.deleted_at
              from unnest($1::uuid[], $2::uuid[]) as i (org_id, id)
              cross join lateral (select a.parent_id,
                                         case when a.deleted then coalesce(a.deleted_at, 'epoch') end as deleted_at
                                    from access_node a
                                   where a.org_id = i.org_id and a.node_id = i.id and a.node_type = 'WORKSPACE'
                                  offset 0) n""";

    /** A workspace as somebody names it; it need not be there. */
    public record NamedWorkspace(UUID organizationId, UUID id) {}

    /**
     * Where a workspace stands.
     *
     * @param teamId the team that has it, or had it last
     * @param deletedAt null: it is there; the beginning of time when it is not known when it was deleted
     */
    public record Place(UUID teamId, @Nullable Instant deletedAt) {

        /** Whether it existed at that time. Usage of a time before its deletion still belongs to it. */
        public boolean wasThere(Instant time) {
            return deletedAt == null || !time.isAfter(deletedAt);
        }

        /** Whether the workspace, at this place, is within reach. */
        public boolean isWithin(Reach reach, NamedWorkspace workspace) {
            return reach.covers(NodePath.workspace(workspace.organizationId(), teamId, workspace.id()));
        }
    }

    private WorkspacePlaces() {}

    /**
     * Reads where workspaces stand, also deleted ones; those that are not known are left out.
     *
     * @param connection of a worker
     */
    public static Uni<Map<NamedWorkspace, Place>> read(SqlConnection connection, Set<NamedWorkspace> workspaces) {
        List<NamedWorkspace> named = List.copyOf(workspaces);
        return connection
                .preparedQuery(PLACES)
                .execute(Tuple.of(
                        named.stream().map(NamedWorkspace::organizationId).toArray(UUID[]::new),
                        named.stream().map(NamedWorkspace::id).toArray(UUID[]::new)))
                .map(rows -> {
                    Map<NamedWorkspace, Place> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            new NamedWorkspace(row.getUUID("org_id"), row.getUUID("id")),
                            new Place(row.getUUID("parent_id"), instant(row.getOffsetDateTime("deleted_at")))));
                    return found;
                });
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime stored) {
        return stored == null ? null : stored.toInstant();
    }
}
