package io.enterprisemode.billing.tax;

import io.enterprisemode.kernel.tenancy.EntityRows;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

@ApplicationScoped
class BillingProfileRepository implements PanacheRepositoryBase<BillingProfile, UUID> {

    private static final EntityRows<BillingProfile> ROWS = new EntityRows<>(BillingProfile.class);

    private static final String OF_ORGANIZATIONS =
            "select " + ROWS.columns("p") + " from billing_profile p where p.org_id = any($1)";

    private static final String ROW = """
            insert into billing_profile (org_id, changed_at) values (?1, ?2) on conflict (org_id) do nothing""";

    private static final String KNOWN = """
            select exists (select 1 from access_node
                            where org_id = ?1 and node_id = ?1 and node_type = 'ORGANIZATION' and not deleted)""";

    /** That of the organization; one of which nothing was said has none stored. */
    Uni<BillingProfile> of(Tenant tenant) {
        return findById(tenant.organizationId())
                .map(found -> found == null ? new BillingProfile(tenant.organizationId()) : found);
    }

    /** Those of organizations, by their ids. */
    Uni<Map<UUID, BillingProfile>> of(Statements statements, Collection<UUID> organizations) {
        return statements
                .rows(OF_ORGANIZATIONS, (Object) organizations.toArray(UUID[]::new))
                .map(rows -> {
                    Map<UUID, BillingProfile> profiles = new HashMap<>();
                    organizations.forEach(each -> profiles.put(each, new BillingProfile(each)));
                    ROWS.read(rows).forEach(stored -> profiles.put(stored.organizationId(), stored));
                    return profiles;
                });
    }

    /** That of the organization, locked until the end of the transaction; it is stored now if it was not. */
    Uni<BillingProfile> lock(Tenant tenant, Instant now) {
        return tenant.session()
                .createNativeQuery(ROW)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, now)
                .executeUpdate()
                .chain(() -> findById(tenant.organizationId(), LockModeType.PESSIMISTIC_WRITE));
    }

    /** Whether this service knows the organization, and it is not deleted. */
    Uni<Boolean> isKnown(Tenant tenant) {
        return tenant.session()
                .createNativeQuery(KNOWN, Boolean.class)
                .setParameter(1, tenant.organizationId())
                .getSingleResult();
    }
}
