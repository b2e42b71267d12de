package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.web.json.Patch;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change of a team; what is left out stays as it is, nothing of it can be removed. */
@Schema(examples = "{\"name\": \"Core\"}")
record TeamChangeRequest(
        @Schema(
                implementation = String.class,
                minLength = 1,
                maxLength = FieldRules.NAME_LENGTH,
                pattern = FieldRules.NAME_PATTERN)
        @Nullable
        Patch<String> name) {}
