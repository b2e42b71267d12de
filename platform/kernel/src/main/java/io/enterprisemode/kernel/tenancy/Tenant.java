package io.enterprisemode.kernel.tenancy;

import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * An open transaction bound to one organization. Only {@link TenantTransactions} makes one; it must not outlive the
 * work it was given to. Steps inside run one after another on the event loop.
 *
 * @param organizationId the organization that row level security lets through; name it in every query too
 * @param session the session of the transaction
 */
public record Tenant(UUID organizationId, Mutiny.Session session) {}
