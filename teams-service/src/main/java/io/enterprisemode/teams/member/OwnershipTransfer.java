package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Role;
import java.util.UUID;

/**
 * An organization that was handed over.
 *
 * @param keptRole what the former OWNER is now
 */
public record OwnershipTransfer(UUID organizationId, UUID fromPrincipalId, UUID toPrincipalId, Role keptRole) {}
