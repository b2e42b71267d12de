package io.enterprisemode.contracts.access;

import io.enterprisemode.contracts.Require;
import java.util.List;
import java.util.UUID;

/**
 * The way from an organization down to a node.
 *
 * @param nodes the organization, then (for a team or a workspace) the team, then (for a workspace) the workspace
 */
public record NodePath(List<NodeRef> nodes) {

    private static final List<NodeType> LEVELS = List.of(NodeType.ORGANIZATION, NodeType.TEAM, NodeType.WORKSPACE);

    public NodePath {
        nodes = List.copyOf(Require.present(nodes, "nodes"));
        Require.that(
                !nodes.isEmpty() && nodes.size() <= LEVELS.size(), "a path has one to three nodes: " + nodes.size());
        for (int level = 0; level < nodes.size(); level++) {
            Require.that(
                    nodes.get(level).type() == LEVELS.get(level),
                    "a path leads from the organization over the team to the workspace: " + nodes);
        }
    }

    /** The path of an organization itself. */
    public static NodePath organization(UUID organization) {
        return new NodePath(List.of(new NodeRef(NodeType.ORGANIZATION, organization)));
    }

    /** The path of a team. */
    public static NodePath team(UUID organization, UUID team) {
        return new NodePath(
                List.of(new NodeRef(NodeType.ORGANIZATION, organization), new NodeRef(NodeType.TEAM, team)));
    }

    /** The path of a workspace. */
    public static NodePath workspace(UUID organization, UUID team, UUID workspace) {
        return new NodePath(List.of(
                new NodeRef(NodeType.ORGANIZATION, organization),
                new NodeRef(NodeType.TEAM, team),
                new NodeRef(NodeType.WORKSPACE, workspace)));
    }

    /** The organization at its root. */
    public NodeRef root() {
        return nodes.getFirst();
    }

    /** The node it leads to. */
    public NodeRef node() {
        return nodes.getLast();
    }

    /** The path of the organization at its root. */
    public NodePath rootPath() {
        return new NodePath(List.of(root()));
    }
}
