package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Makes a person a member who signs in for the first time with an address of a verified domain. Nothing changes for a
 * person whom the organization knows already: a removed member does not become a member again by signing in.
 */
@ApplicationScoped
public class JustInTimeMembership {

    private static final Logger LOG = Logger.getLogger(JustInTimeMembership.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final String ADMITTING = """
        select d.org_id from organization_domain d
         where d.domain = $1 and d.verified_at is not null and d.jit_enabled
           and not exists (select 1 from principal p where p.org_id = d.org_id and p.id = $2)\
        """;

    private final WorkerTransactions workers;
    private final TenantTransactions transactions;
    private final OrganizationDomainRepository domains;
    private final Nodes nodes;
    private final Memberships memberships;
    private final AuditTrail audit;

    JustInTimeMembership(
            WorkerTransactions workers,
            TenantTransactions transactions,
            OrganizationDomainRepository domains,
            Nodes nodes,
            Memberships memberships,
            AuditTrail audit) {
        this.workers = workers;
        this.transactions = transactions;
        this.domains = domains;
        this.nodes = nodes;
        this.memberships = memberships;
        this.audit = audit;
    }

    /**
     * Admits the caller where an organization requests it. Where that fails, by a limit of the plan for instance, or
     * takes long, it is tried again when the caller asks the next time.
     *
     * @param email verified, as the token says
     * @param except organizations that have deactivated this person
     * @param exclusion checks the same for one organization under its lock, since it may have changed just now
     * @return whether one may have admitted the caller now
     */
    public Uni<Boolean> admit(
            Origin origin, EmailAddress email, Set<UUID> except, Function<Tenant, Uni<Boolean>> exclusion) {
        return workers.withConnection(connection -> connection
                        .preparedQuery(ADMITTING)
                        .execute(Tuple.of(email.domain(), origin.caller().principalId()))
                        .map(rows -> {
                            List<UUID> found = new ArrayList<>(rows.size());
                            rows.forEach(row -> found.add(row.getUUID("org_id")));
                            found.removeAll(except);
                            return found;
                        }))
                .chain(admitting -> SequentialSteps.independently(
                        admitting,
                        organizationId -> transactions.inOrganization(
                                organizationId,
                                tenant -> nodes.lockWithin(tenant, LONGEST_WAIT)
                                        .chain(() -> exclusion.apply(tenant))
                                        .chain(excluded -> excluded
                                                ? Uni.createFrom().voidItem()
                                                : admit(tenant, origin, email.domain()))),
                        (organizationId, failure) -> LOG.infof(
                                "organization %s: %s is not admitted: %s",
                                organizationId, origin.caller().principalId(), failure.getMessage())));
    }

    /** Whether the organization has shown control of the address's domain. */
    public Uni<Boolean> isVerified(Tenant tenant, EmailAddress email) {
        return domains.of(tenant, email.domain()).map(domain -> domain != null && domain.isVerified());
    }

    private Uni<Void> admit(Tenant tenant, Origin origin, String name) {
        UUID principalId = origin.caller().principalId();
        return memberships
                .knows(tenant, principalId)
                .chain(known -> known
                        ? Uni.createFrom().voidItem()
                        : domains.of(tenant, name)
                                .chain(domain -> domain == null || !domain.admits()
                                        ? Uni.createFrom().voidItem()
                                        : admit(tenant, origin, name, domain.jitRole())));
    }

    private Uni<Void> admit(Tenant tenant, Origin origin, String domain, JustInTimeRole role) {
        Identity identity = Identity.of(origin.caller());
        NodeRef organization = new NodeRef(NodeType.ORGANIZATION, tenant.organizationId());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.ACCESS,
                "teams.member.admitted",
                new Target("member", identity.principalId().toString(), identity.name()),
                Map.of("domain", domain, "role", role));
        return memberships
                .remember(tenant, origin, identity)
                .chain(() -> audit.record(tenant, origin, entry))
                .chain(() -> memberships.assign(tenant, origin, identity.principalId(), organization, role.role()))
                .invoke(() -> LOG.infof(
                        "organization %s: %s is admitted by the domain %s",
                        tenant.organizationId(), identity.principalId(), domain));
    }
}
