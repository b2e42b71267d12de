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
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
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
