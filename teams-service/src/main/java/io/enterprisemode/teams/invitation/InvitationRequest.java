package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.Role;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whom to invite, as what.
 *
 * @param nodeId where the role is to hold; the organization when left out
 */
@Schema(examples = "{\"email\": \"mia@acme.example\", \"role\": \"MEMBER\"}")
record InvitationRequest(
        @NotNull @Size(min = 3, max = 254) String email,
        @NotNull Role role,
        @Nullable UUID nodeId) {}
