package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What came of an accepted invitation.
 *
 * @param organizationId the organization the caller belongs to now
 * @param role what was offered; a higher role held before stays
 */
@Schema(name = "Acceptance")
public record AcceptanceView(UUID organizationId, UUID invitationId, NodeType nodeType, UUID nodeId, Role role) {}
