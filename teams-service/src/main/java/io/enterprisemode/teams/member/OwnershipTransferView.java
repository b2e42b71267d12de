package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Role;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An organization that was handed over.
 *
 * @param keptRole what the former OWNER is now
 */
@Schema(name = "OwnershipTransfer")
public record OwnershipTransferView(UUID organizationId, UUID fromPrincipalId, UUID toPrincipalId, Role keptRole) {}
