package io.enterprisemode.teams.structure;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A workspace.
 *
 * @param teamId the team it belongs to
 * @param revision grows with every change; also its ETag
 */
@Schema(name = "Workspace")
public record WorkspaceView(UUID id, UUID teamId, String name, long revision, Instant createdAt, Instant changedAt) {}
