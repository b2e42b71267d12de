package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.teams.allowance.FoundingAllowance;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Founding, changing and deleting organizations. */
@ApplicationScoped
class OrganizationService {

    private static final String UTC = "UTC";

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final OrganizationRepository organizations;
    private final Nodes nodes;
    private final Memberships memberships;
    private final StructureJournal journal;
    private final FoundingAllowance allowance;
    private final Clock clock;

    OrganizationService(
            TenantTransactions transactions,
            Idempotency idempotency,
            OrganizationRepository organizations,
            Nodes nodes,
            Memberships memberships,
            StructureJournal journal,
            FoundingAllowance allowance,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.organizations = organizations;
        this.nodes = nodes;
        this.memberships = memberships;
        this.journal = journal;
        this.allowance = allowance;
        this.clock = clock;
    }

    /** Founds an organization; the caller becomes its OWNER. */
    Uni<OrganizationView> create(Origin origin, @Nullable String key, OrganizationRequest request) {
        Caller caller = origin.caller();
        if (caller.kind() == Caller.Kind.API_KEY) {
            return Uni.createFrom()
                    .failure(ProblemType.FORBIDDEN.with("An API key acts in its own organization only."));
        }
        OrganizationProfile profile = profile(request);
        IdempotentCall call = IdempotentCall.of(caller.principalId(), "POST /api/organizations", key, request);
        return transactions.inOrganization(
                OrganizationIds.idFor(call),
                tenant -> idempotency.once(tenant, call, OrganizationView.class, () -> found(tenant, origin, profile)));
    }

    private Uni<OrganizationView> found(Tenant tenant, Origin origin, OrganizationProfile profile) {
        Organization organization = new Organization(tenant.organizationId(), profile, DatabaseTime.now(clock));
        NodeRef root = new NodeRef(NodeType.ORGANIZATION, tenant.organizationId());
        return requireUnused(tenant)
                .chain(() -> allowance.take(tenant, origin.caller().principalId(), DatabaseTime.now(clock)))
                .chain(() -> organizations.persist(organization))
                .chain(() ->
                        journal.changed(tenant, origin, organization.event(), "created", null, organization.view()))
                .chain(() -> memberships.remember(tenant, origin, Identity.of(origin.caller())))
                .chain(() -> memberships.assign(tenant, origin, origin.caller().principalId(), root, Role.OWNER))
                .replaceWith(organization::view);
    }

    /**
     * Fails when the id is in use. It is computed from caller and Idempotency-Key, and the row of a deleted
     * organization keeps its id.
     */
    private Uni<Void> requireUnused(Tenant tenant) {
        return organizations
                .findById(tenant.organizationId())
                .invoke(known -> {
                    if (known != null) {
                        throw ProblemType.IDEMPOTENCY_KEY_REUSED.with(
                                "The organization that was made with this key has been deleted: use a new key.");
                    }
                })
                .replaceWithVoid();
    }

    Uni<OrganizationView> read(UUID organizationId) {
        return transactions.inOrganization(
                organizationId, tenant -> load(tenant).map(Organization::view));
    }

    /** Changes what the request names; without effect when nothing differs. */
    Uni<OrganizationView> change(
            UUID organizationId, Origin origin, @Nullable String ifMatch, OrganizationChangeRequest request) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant).chain(() -> load(tenant)).chain(organization -> {
                    OrganizationView before = organization.view();
                    RevisionTag.require(ifMatch, before.revision());
                    OrganizationProfile profile = changed(organization.profile(), request);
                    if (profile.equals(organization.profile())) {
                        return Uni.createFrom().item(before);
                    }
                    organization.change(profile, DatabaseTime.now(clock));
                    return journal.changed(tenant, origin, organization.event(), "changed", before, organization.view())
                            .replaceWith(organization::view);
                }));
    }

    /**
     * Asks for the deletion of the organization, which is carried out after {@link OrganizationDeletionRules#GRACE}.
     * Access ends immediately: members lose all access, owners may only read in this service. Without effect when it
     * was requested before.
     */
    Uni<OrganizationView> close(UUID organizationId, Origin origin, DeletionRequest request) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lockInAnyState(tenant).chain(() -> load(tenant)).chain(organization -> {
                    OrganizationView before = organization.view();
                    if (!FieldRules.name(request.name()).equals(before.name())) {
                        throw ProblemException.invalid("/name", "must be the name of the organization");
                    }
                    if (organization.state() == OrganizationState.PENDING_DELETION) {
                        return Uni.createFrom().item(before);
                    }
                    Instant now = DatabaseTime.now(clock);
                    organization.close(OrganizationDeletionRules.dueAt(now), now);
                    return journal.changed(
                                    tenant,
                                    origin,
                                    organization.event(),
                                    "deletion-requested",
                                    before,
                                    organization.view())
                            .replaceWith(organization::view);
                }));
    }

    /** Takes the deletion back: everything is as it was. */
    Uni<OrganizationView> reopen(UUID organizationId, Origin origin) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lockInAnyState(tenant).chain(() -> load(tenant)).chain(organization -> {
                    OrganizationView before = organization.view();
                    Instant dueAt = organization.deletionDueAt();
                    if (dueAt == null) {
                        throw StructureProblems.NOT_PENDING_DELETION.with("There is nothing to take back.");
                    }
                    Instant now = DatabaseTime.now(clock);
                    if (OrganizationDeletionRules.isDue(dueAt, now)) {
                        throw StructureProblems.DELETION_DUE.with("It fell due at " + dueAt + ".");
                    }
                    organization.reopen(now);
                    return journal.changed(
                                    tenant, origin, organization.event(), "restored", before, organization.view())
                            .replaceWith(organization::view);
                }));
    }

    private Uni<Organization> load(Tenant tenant) {
        return organizations.findById(tenant.organizationId()).map(organization -> {
            if (organization == null || organization.state() == OrganizationState.DELETED) {
                throw ProblemException.notFound("organization");
            }
            return organization;
        });
    }

    private static OrganizationProfile profile(OrganizationRequest request) {
        return new OrganizationProfile(
                request.name(),
                timeZone(request.timeZone() == null ? UTC : request.timeZone()),
                request.billingEmail() == null ? null : billingEmail(request.billingEmail()),
                request.taxId() == null ? null : taxId(request.taxId()));
    }

    private static OrganizationProfile changed(OrganizationProfile before, OrganizationChangeRequest request) {
        return new OrganizationProfile(
                Patch.required("/name", request.name(), before.name(), name -> FieldRules.requireName("/name", name)),
                Patch.required("/timeZone", request.timeZone(), before.timeZone(), OrganizationService::timeZone),
                Patch.applied(request.billingEmail(), before.billingEmail(), OrganizationService::billingEmail),
                Patch.applied(request.taxId(), before.taxId(), OrganizationService::taxId));
    }

    private static String timeZone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw ProblemException.invalid("/timeZone", "must be the IANA name of a time zone");
        }
        return name;
    }

    private static String billingEmail(String text) {
        return EmailAddress.parse(text)
                .orElseThrow(() -> ProblemException.invalid("/billingEmail", "must be an e-mail address"))
                .text();
    }

    private static String taxId(String text) {
        return TaxId.parse(text)
                .orElseThrow(() -> ProblemException.invalid(
                        "/taxId",
                        "must be a tax id: with its country's prefix in that country's form, or 4 to 20"
                                + " letters and digits"))
                .text();
    }
}
