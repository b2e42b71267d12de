package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import java.util.UUID;

/** A role that a principal was given on one node. */
public record RoleAssignment(NodeType nodeType, UUID nodeId, Role role) {

    public RoleAssignment {
        Require.present(nodeType, "nodeType");
        Require.present(nodeId, "nodeId");
        Require.present(role, "role");
    }
}
