package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.NodePath;
import java.util.Set;
import java.util.UUID;

/** How far a permission reaches inside one organization. */
public sealed interface Reach {

    /** Whether the node at the end of the path is within it. */
    default boolean covers(NodePath path) {
        return switch (this) {
            case WholeOrganization everywhere -> true;
            case Subtrees(Set<UUID> teams, Set<UUID> workspaces) ->
                path.nodes().stream().anyMatch(node -> switch (node.type()) {
                    case ORGANIZATION -> false;
                    case TEAM -> teams.contains(node.id());
                    case WORKSPACE -> workspaces.contains(node.id());
                });
        };
    }

    /** Everywhere in the organization. */
    record WholeOrganization() implements Reach {}

    /**
     * In some subtrees only.
     *
     * @param teams ids of teams with all their workspaces
     * @param workspaces ids of single workspaces
     */
    record Subtrees(Set<UUID> teams, Set<UUID> workspaces) implements Reach {

        public Subtrees {
            teams = Set.copyOf(teams);
            workspaces = Set.copyOf(workspaces);
        }

        public boolean isEmpty() {
            return teams.isEmpty() && workspaces.isEmpty();
        }
    }
}
