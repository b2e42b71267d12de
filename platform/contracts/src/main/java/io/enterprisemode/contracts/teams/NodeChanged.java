package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current state of an organization, team or workspace.
 *
 * @param parentId the organization of a team, the team of a workspace; null for an organization
 * @param timeZone IANA name, of organizations only
 * @param deletionDueAt of organizations only: its deletion was requested and is due then; until it is taken back,
 *     services other than teams-service grant nobody access. Null: no deletion was requested
 * @param deleted whether it is gone; it keeps its name for what refers to it
 * @param revision grows with every change of this node; a lower one is stale
 */
public record NodeChanged(
        UUID organizationId,
        UUID nodeId,
        NodeType nodeType,
        @Nullable UUID parentId,
        String name,
        @Nullable String timeZone,
        @Nullable Instant deletionDueAt,
        boolean deleted,
        long revision,
        Instant changedAt)
        implements EventData {

    public NodeChanged {
        Require.present(organizationId, "organizationId");
        Require.present(nodeId, "nodeId");
        Require.present(nodeType, "nodeType");
        Require.that(
                (nodeType == NodeType.ORGANIZATION) == (parentId == null),
                "exactly the organization has no parent: " + nodeType + " " + nodeId + " under " + parentId);
        Require.text(name, "name");
        Require.that(
                timeZone == null || nodeType == NodeType.ORGANIZATION,
                "only an organization has a time zone: " + nodeId);
        Require.that(
                deletionDueAt == null || nodeType == NodeType.ORGANIZATION,
                "only of an organization a deletion falls due: " + nodeId);
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
    }

    /** A node without a requested deletion. */
    public NodeChanged(
            UUID organizationId,
            UUID nodeId,
            NodeType nodeType,
            @Nullable UUID parentId,
            String name,
            @Nullable String timeZone,
            boolean deleted,
            long revision,
            Instant changedAt) {
        this(organizationId, nodeId, nodeType, parentId, name, timeZone, null, deleted, revision, changedAt);
    }

    /** Whether the state of this node denies all access: it is deleted, or its deletion was requested. */
    public boolean closed() {
        return deleted || deletionDueAt != null;
    }

    @Override
    public String key() {
        return organizationId + ":" + nodeId;
    }

    @Override
    public String subject() {
        return nodeId.toString();
    }
}
