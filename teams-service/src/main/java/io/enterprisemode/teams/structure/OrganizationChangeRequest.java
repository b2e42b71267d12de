package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.web.json.Patch;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change of an organization; what is left out stays as it is, and null removes the billing e-mail or the tax id (RFC
 * 7396).
 */
@Schema(examples = "{\"timeZone\": \"America/New_York\", \"billingEmail\": null}")
record OrganizationChangeRequest(
        @Schema(
                implementation = String.class,
                minLength = 1,
                maxLength = FieldRules.NAME_LENGTH,
                pattern = FieldRules.NAME_PATTERN)
        @Nullable
        Patch<String> name,

        @Schema(implementation = String.class, minLength = 1, maxLength = 64) @Nullable
        Patch<String> timeZone,

        @Schema(implementation = String.class, nullable = true, minLength = 3, maxLength = 254) @Nullable
        Patch<String> billingEmail,

        @Schema(implementation = String.class, nullable = true, minLength = 4, maxLength = 40) @Nullable
        Patch<String> taxId) {}
