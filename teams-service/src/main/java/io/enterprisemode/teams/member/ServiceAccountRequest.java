package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.teams.FieldRules;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A service account (a client of the identity provider) to be made a member.
 *
 * @param issuer who vouches for the subject; this installation's identity provider when left out
 * @param subject the {@code sub} of its tokens
 * @param kind SERVICE_ACCOUNT; people are invited
 * @param name to show; the subject when left out
 * @param nodeId where it gets the role; the organization when left out
 */
@Schema(examples = "{\"subject\": \"producer\", \"kind\": \"SERVICE_ACCOUNT\", \"role\": \"MEMBER\"}")
record ServiceAccountRequest(
        @Size(min = 1, max = 255)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        @Nullable
        String issuer,

        @NotNull @Size(min = 1, max = 255) @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        String subject,

        @NotNull PrincipalKind kind,

        @Size(min = 1, max = FieldRules.NAME_LENGTH)
        @Pattern(regexp = FieldRules.NAME_PATTERN, message = FieldRules.NAME_MESSAGE)
        @Nullable
        String name,

        @NotNull Role role,
        @Nullable UUID nodeId) {

    ServiceAccountRequest {
        name = FieldRules.name(name);
    }
}
