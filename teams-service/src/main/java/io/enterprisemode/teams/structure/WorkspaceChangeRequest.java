package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.web.json.Patch;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change of a workspace; what is left out stays as it is, nothing of it can be removed.
 *
 * @param teamId the team to move it to
 */
@Schema(examples = "{\"name\": \"Staging\"}")
record WorkspaceChangeRequest(
        @Schema(
                implementation = String.class,
                minLength = 1,
                maxLength = FieldRules.NAME_LENGTH,
                pattern = FieldRules.NAME_PATTERN)
        @Nullable
        Patch<String> name,

        @Schema(implementation = UUID.class) @Nullable Patch<UUID> teamId) {}
