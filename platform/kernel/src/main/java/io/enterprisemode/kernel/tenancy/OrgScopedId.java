package io.enterprisemode.kernel.tenancy;

import java.io.Serializable;
import java.util.UUID;

/**
 * The primary key of what belongs to an organization.
 *
 * @param organizationId whose it is
 * @param id unique inside the organization
 */
public record OrgScopedId(UUID organizationId, UUID id) implements Serializable {}
