package io.enterprisemode.web.access;

import java.util.Set;
import java.util.UUID;

/** How far a permission reaches inside one organization. */
public sealed interface Reach {

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
