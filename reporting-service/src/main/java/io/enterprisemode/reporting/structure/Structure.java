package io.enterprisemode.reporting.structure;

import io.enterprisemode.web.access.Reach;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an organization's structure; deleted workspaces keep their place and name, as their usage stays.
 *
 * @param zone of the organization; UTC while it is not known
 * @param workspaces by id
 */
public record Structure(ZoneId zone, Map<UUID, Workspace> workspaces) {

    /** A workspace. */
    public record Workspace(UUID id, UUID teamId, String name) {}

    public Structure {
        workspaces = Map.copyOf(workspaces);
    }

    /** The name of a workspace; null when it is not known (yet). */
    public @Nullable String nameOf(UUID workspaceId) {
        Workspace workspace = workspaces.get(workspaceId);
        return workspace == null ? null : workspace.name();
    }

    /** Whether a workspace is known here and within reach. */
    public boolean has(UUID workspaceId, Reach reach) {
        return workspacesIn(reach).orElse(workspaces.keySet()).contains(workspaceId);
    }

    /** The workspaces that a permission reaches; empty when it reaches all, also such that are not known yet. */
    public Optional<Set<UUID>> workspacesIn(Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> Optional.empty();
            case Reach.Subtrees some ->
                Optional.of(workspaces.values().stream()
                        .filter(workspace -> some.workspaces().contains(workspace.id())
                                || some.teams().contains(workspace.teamId()))
                        .map(Workspace::id)
                        .collect(Collectors.toUnmodifiableSet()));
        };
    }
}
