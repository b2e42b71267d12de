package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change of an organization; what is left out stays as it is. */
@Schema(examples = "{\"timeZone\": \"America/New_York\"}")
record OrganizationChange(
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        @Nullable
        String name,

        @Size(min = 1, max = 64) @Nullable String timeZone,
        @Size(min = 3, max = 254) @Nullable String billingEmail,
        @Size(min = 4, max = 40) @Nullable String taxId) {

    OrganizationChange {
        name = FieldRules.name(name);
    }
}
