package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change of a workspace; what is left out stays as it is.
 *
 * @param teamId the team to move it to
 */
@Schema(examples = "{\"name\": \"Staging\"}")
record WorkspaceChange(
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        @Nullable
        String name,

        @Nullable UUID teamId) {

    WorkspaceChange {
        name = FieldRules.name(name);
    }
}
