package io.enterprisemode.teams.invitation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invitation.
 *
 * @param email the domain in its ASCII form
 * @param mailedAt when the mail server last took the e-mail; left out: not yet
 * @param token only in the first answer to its creation or to sending it again, never again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Invitation")
public record InvitationView(
        UUID id,
        String email,
        NodeType nodeType,
        UUID nodeId,
        Role role,
        InvitationStatus status,
        UUID invitedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant mailedAt,

        @Schema(
                description = "To be handed over to whoever is invited. Only in the first answer to the creation or to "
                        + "sending it again.")
        @Nullable
        String token) {

    InvitationView with(String shownOnce) {
        return new InvitationView(
                id, email, nodeType, nodeId, role, status, invitedBy, createdAt, expiresAt, mailedAt, shownOnce);
    }
}
