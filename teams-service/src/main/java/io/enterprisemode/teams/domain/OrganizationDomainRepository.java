package io.enterprisemode.teams.domain;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EntityDeletion;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class OrganizationDomainRepository implements PanacheRepositoryBase<OrganizationDomain, OrganizationDomain.Key> {

    Uni<@Nullable OrganizationDomain> of(Tenant tenant, String domain) {
        return findById(new OrganizationDomain.Key(tenant.organizationId(), domain));
    }

    Uni<Void> remove(Tenant tenant, OrganizationDomain domain) {
        return EntityDeletion.of(
                tenant,
                domain,
                () -> delete(
                        "organizationId = ?1 and domain = ?2",
                        tenant.organizationId(),
                        domain.view().domain()));
    }

    Uni<Long> count(Tenant tenant) {
        return count("organizationId = ?1", tenant.organizationId());
    }

    /** Domains in alphabetical order. */
    Uni<List<OrganizationDomain>> after(Tenant tenant, String domain, int limit) {
        return find("organizationId = ?1 and domain > ?2 order by domain", tenant.organizationId(), domain)
                .page(0, limit)
                .list();
    }
}
