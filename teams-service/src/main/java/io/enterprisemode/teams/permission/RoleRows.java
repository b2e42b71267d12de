package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.vertx.mutiny.sqlclient.Row;

/** Reads rows of role_assignment. */
final class RoleRows {

    private RoleRows() {}

    static RoleAssignment assignment(Row row) {
        return new RoleAssignment(
                NodeType.valueOf(row.getString("node_type")),
                row.getUUID("node_id"),
                Role.valueOf(row.getString("role")));
    }
}
