package io.enterprisemode.teams.structure;

import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.Email;
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
 */
@Schema(examples = "{\"name\": \"Acme\", \"timeZone\": \"Europe/Berlin\", \"billingEmail\": \"billing@acme.example\"}")
record OrganizationCreation(
        @NotNull
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String name,

        @Size(min = 1, max = 64) @Nullable String timeZone,
        @Email @Size(min = 3, max = 254) @Nullable String billingEmail) {}
