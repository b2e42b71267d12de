package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.StoredTime;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Founding and changing organizations. */
@ApplicationScoped
class OrganizationService {

    private static final String UTC = "UTC";

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final OrganizationRepository organizations;
    private final Nodes nodes;
    private final Memberships memberships;
    private final StructureJournal journal;
    private final Clock clock;

    OrganizationService(
            TenantTransactions transactions,
            Idempotency idempotency,
            OrganizationRepository organizations,
            Nodes nodes,
            Memberships memberships,
            StructureJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.organizations = organizations;
        this.nodes = nodes;
        this.memberships = memberships;
        this.journal = journal;
        this.clock = clock;
    }

    /** Founds an organization; the caller becomes its OWNER. */
    Uni<OrganizationView> create(Origin origin, @Nullable String key, OrganizationCreation request) {
        Caller caller = origin.caller();
        if (caller.kind() == Caller.Kind.API_KEY) {
            return Uni.createFrom()
                    .failure(ProblemType.FORBIDDEN.with("An API key acts in its own organization only."));
        }
        String timeZone = timeZone(request.timeZone() == null ? UTC : request.timeZone());
        IdempotentCall call = IdempotentCall.of(caller.principalId(), "POST /api/organizations", key, request);
        return transactions.inOrganization(
                OrganizationIds.idFor(call),
                tenant -> idempotency.once(
                        tenant, call, OrganizationView.class, () -> found(tenant, origin, request, timeZone)));
    }

    private Uni<OrganizationView> found(Tenant tenant, Origin origin, OrganizationCreation request, String timeZone) {
        Organization organization = new Organization(
                tenant.organizationId(), request.name(), timeZone, request.billingEmail(), StoredTime.now(clock));
        NodeRef root = new NodeRef(NodeType.ORGANIZATION, tenant.organizationId());
        return organizations
                .persist(organization)
                .chain(() ->
                        journal.changed(tenant, origin, organization.event(), "created", null, organization.view()))
                .chain(() -> memberships.remember(tenant, Identity.of(origin.caller())))
                .chain(() -> memberships.assign(tenant, origin, origin.caller().principalId(), root, Role.OWNER))
                .replaceWith(organization::view);
    }

    Uni<OrganizationView> read(UUID organizationId) {
        return transactions.inOrganization(
                organizationId, tenant -> load(tenant).map(Organization::view));
    }

    /** Changes what the request names; without effect when nothing differs. */
    Uni<OrganizationView> change(
            UUID organizationId, Origin origin, @Nullable String ifMatch, OrganizationChange request) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant).chain(() -> load(tenant)).chain(organization -> {
                    OrganizationView before = organization.view();
                    RevisionTag.require(ifMatch, before.revision());
                    String name = request.name() == null ? before.name() : request.name();
                    String timeZone = request.timeZone() == null ? before.timeZone() : timeZone(request.timeZone());
                    String email = request.billingEmail() == null ? before.billingEmail() : request.billingEmail();
                    boolean same = name.equals(before.name())
                            && timeZone.equals(before.timeZone())
                            && java.util.Objects.equals(email, before.billingEmail());
                    if (same) {
                        return Uni.createFrom().item(before);
                    }
                    organization.change(name, timeZone, email, StoredTime.now(clock));
                    return journal.changed(tenant, origin, organization.event(), "changed", before, organization.view())
                            .replaceWith(organization::view);
                }));
    }

    private Uni<Organization> load(Tenant tenant) {
        return organizations.findById(tenant.organizationId()).map(organization -> {
            if (organization == null) {
                throw ProblemException.notFound("organization");
            }
            return organization;
        });
    }

    private static String timeZone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.invalid("/timeZone", "must be the IANA name of a time zone");
        }
        return name;
    }
}
