package io.enterprisemode.teams.member;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Counts the members of an organization. */
@ApplicationScoped
class MemberCounting {

    private static final String COUNTS = """
            select count(*) filter (where kind = 'USER'),
                   count(*) filter (where kind = 'USER' and is_owner),
                   count(*) filter (where kind <> 'USER')
              from (select p.kind,
                           bool_or(a.node_type = 'ORGANIZATION' and a.role = 'OWNER') as is_owner
                      from role_assignment a
                      join principal p on p.org_id = a.org_id and p.id = a.principal_id
                     where a.org_id = ?1
                     group by p.id, p.kind) member""";

    private final TenantTransactions transactions;

    MemberCounting(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Members of the organization, anywhere in it. */
    Uni<MemberCountsView> of(UUID organizationId) {
        return transactions.inOrganization(organizationId, MemberCounting::counts);
    }

    private static Uni<MemberCountsView> counts(Tenant tenant) {
        return tenant.session()
                .createNativeQuery(COUNTS, Object[].class)
                .setParameter(1, tenant.organizationId())
                .getSingleResult()
                .map(row -> new MemberCountsView(number(row[0]), number(row[1]), number(row[2])));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}
