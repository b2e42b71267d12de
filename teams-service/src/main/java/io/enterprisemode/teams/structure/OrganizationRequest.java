package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new organization.
 *
 * @param timeZone IANA name; UTC when left out
 * @param billingEmail where invoices go
 * @param taxId for invoices, with or without separators
 */
@Schema(
        examples = "{\"name\": \"Acme\", \"timeZone\": \"Europe/Berlin\", \"billingEmail\": \"billing@acme.example\","
                + " \"taxId\": \"DE 123456789\"}")
record OrganizationRequest(
        @NotNull
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String name,

        @Size(min = 1, max = 64) @Nullable String timeZone,
        @Size(min = 3, max = 254) @Nullable String billingEmail,
        @Size(min = 4, max = 40) @Nullable String taxId) {

    OrganizationRequest {
        name = FieldRules.name(name);
    }
}
