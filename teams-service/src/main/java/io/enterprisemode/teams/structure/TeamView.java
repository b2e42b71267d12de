package io.enterprisemode.teams.structure;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A team.
 *
 * @param revision grows with every change; also its ETag
 */
@Schema(name = "Team")
public record TeamView(UUID id, String name, long revision, Instant createdAt, Instant changedAt) {}
