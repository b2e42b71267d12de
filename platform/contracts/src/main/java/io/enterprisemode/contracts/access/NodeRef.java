package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import java.util.UUID;

/** Names one node of the hierarchy. */
public record NodeRef(NodeType type, UUID id) {

    public NodeRef {
        Require.present(type, "type");
        Require.present(id, "id");
    }
}
