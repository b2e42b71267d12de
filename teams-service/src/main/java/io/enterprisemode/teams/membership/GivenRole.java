package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.UUID;

/**
 * A role that somebody has given to somebody else.
 *
 * @param principalId who holds it
 * @param by who gave it
 */
public record GivenRole(UUID principalId, RoleAssignment role, UUID by) {}
