package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What can be said of a team when it is made. */
@Schema(examples = "{\"name\": \"Platform\"}")
record TeamRequest(
        @NotNull
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String name) {

    TeamRequest {
        name = FieldRules.name(name);
    }
}
