package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new workspace of a team. */
@Schema(examples = "{\"teamId\": \"0190a8b2-7c3d-7000-8000-000000000001\", \"name\": \"Production\"}")
record WorkspaceRequest(
        @NotNull UUID teamId,

        @NotNull
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String name) {

    WorkspaceRequest {
        name = FieldRules.name(name);
    }
}
