package io.enterprisemode.billing.tax;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who organizations are on their documents, and how they are taxed. Each change holds from the next document on; a
 * request without effect changes nothing.
 */
@ApplicationScoped
public class BillingProfiles {

    private final TenantTransactions transactions;
    private final BillingProfileRepository profiles;
    private final SellerConfiguration seller;
    private final TaxConfiguration configuration;
    private final AuditTrail audit;
    private final Clock clock;

    BillingProfiles(
            TenantTransactions transactions,
            BillingProfileRepository profiles,
            SellerConfiguration seller,
            TaxConfiguration configuration,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.profiles = profiles;
        this.seller = seller;
        this.configuration = configuration;
        this.audit = audit;
        this.clock = clock;
    }

    /** Seller, buyer and tax of a document of the organization that is made now; to be frozen on it. */
    public Uni<DocumentParties> forDocument(Tenant tenant) {
        return profiles.of(tenant).map(this::parties);
    }

    /** The same of documents of several organizations, by their ids. */
    public Uni<Map<UUID, DocumentParties>> forDocuments(Statements statements, Collection<UUID> organizations) {
        return profiles.of(statements, organizations).map(found -> {
            Map<UUID, DocumentParties> parties = new HashMap<>();
            found.forEach((organization, profile) -> parties.put(organization, parties(profile)));
            return parties;
        });
    }

    private DocumentParties parties(BillingProfile profile) {
        return new DocumentParties(seller.party(), profile.party(), profile.tax(defaultRate()));
    }

    private BigDecimal defaultRate() {
        return configuration.defaultRate();
    }

    /** The profile as the organization sees it. */
    Uni<BillingProfileView> profile(UUID organization) {
        return transactions.inOrganization(
                organization, tenant -> profiles.of(tenant).map(this::profileView));
    }

    private BillingProfileView profileView(BillingProfile profile) {
        return BillingProfileView.of(profile, defaultRate());
    }

    /**
     * Changes name, address, tax id and e-mail address.
     *
     * @throws ProblemException validation-failed with everything that is wrong; precondition-failed
     */
    Uni<BillingProfileView> changeProfile(
            UUID organization, Origin origin, @Nullable String ifMatch, ChangeProfileRequest request) {
        requireNone(BillingProfileRules.errors(request));
        Party party = BillingProfileRules.party(request);
        Instant now = DatabaseTime.now(clock);
        return transactions.inOrganization(
                organization,
                tenant -> profiles.lock(tenant, now).chain(profile -> {
                    RevisionTag.require(ifMatch, profile.revision());
                    Party before = profile.party();
                    if (party.equals(before)) {
                        return Uni.createFrom().item(profileView(profile));
                    }
                    profile.changeParty(party, now);
                    return record(tenant, origin, "billing.profile.changed", Map.of("before", before, "after", party))
                            .replaceWith(() -> profileView(profile));
                }));
    }

    /** The tax as the operator sees it; a 404 problem for an organization that is not known here. */
    Uni<OrganizationTaxView> tax(UUID organization) {
        return transactions.inOrganization(
                organization,
                tenant -> requireKnown(tenant).chain(() -> profiles.of(tenant)).map(this::taxView));
    }

    private OrganizationTaxView taxView(BillingProfile profile) {
        return new OrganizationTaxView(TaxView.of(profile, defaultRate()), profile.revision());
    }

    /**
     * Changes the tax.
     *
     * @throws ProblemException validation-failed with everything that is wrong; precondition-failed; not-found for an
     *     organization that is not known here
     */
    Uni<OrganizationTaxView> changeTax(
            UUID organization, Origin origin, @Nullable String ifMatch, ChangeTaxRequest request) {
        requireNone(BillingProfileRules.errors(request));
        TaxTreatment treatment = request.treatment();
        BigDecimal rate = BillingProfileRules.rate(request);
        Instant now = DatabaseTime.now(clock);
        return transactions.inOrganization(
                organization,
                tenant -> requireKnown(tenant)
                        .chain(() -> profiles.lock(tenant, now))
                        .chain(profile -> {
                            RevisionTag.require(ifMatch, profile.revision());
                            if (profile.hasTax(treatment, rate, request.reason())) {
                                return Uni.createFrom().item(taxView(profile));
                            }
                            TaxView before = TaxView.of(profile, defaultRate());
                            profile.changeTax(treatment, rate, request.reason(), now);
                            TaxView after = TaxView.of(profile, defaultRate());
                            return record(
                                            tenant,
                                            origin,
                                            "billing.tax.changed",
                                            Map.of("before", before, "after", after))
                                    .replaceWith(() -> taxView(profile));
                        }));
    }

    private Uni<Void> requireKnown(Tenant tenant) {
        return profiles.isKnown(tenant)
                .invoke(known -> {
                    if (!known) {
                        throw ProblemException.notFound("organization");
                    }
                })
                .replaceWithVoid();
    }

    private static void requireNone(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private Uni<Void> record(Tenant tenant, Origin origin, String action, Map<String, Object> details) {
        return audit.record(
                tenant,
                origin,
                AuditEntry.of(
                        AuditCategory.BILLING,
                        action,
                        new Target("organization", tenant.organizationId().toString(), null),
                        details));
    }
}
