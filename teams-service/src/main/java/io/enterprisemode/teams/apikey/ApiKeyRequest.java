package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new API key.
 *
 * @param scopes what it is narrowed to; each must be within the role
 * @param role of its service account on the organization; MEMBER when left out
 * @param expiresAt left out: never
 */
@Schema(examples = "{\"name\": \"Mail server\", \"scopes\": [\"usage:write\", \"usage:read\"]}")
record ApiKeyRequest(
        @NotNull
        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String name,

        @NotNull @Size(min = 1, max = 50) List<@NotNull Permission> scopes,
        @Nullable Role role,
        @Nullable Instant expiresAt) {

    ApiKeyRequest {
        name = FieldRules.name(name);
    }
}
