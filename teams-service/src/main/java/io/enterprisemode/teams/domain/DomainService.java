package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Claiming domains, showing control of them by DNS, and giving them up. */
@ApplicationScoped
class DomainService {

    private static final Logger LOG = Logger.getLogger(DomainService.class);

    /** Domains of one organization at most. */
    private static final int MOST = 100;

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final OrganizationDomainRepository domains;
    private final DnsTexts dns;
    private final DomainVerification verification;
    private final Nodes nodes;
    private final AuditTrail audit;
    private final Clock clock;

    DomainService(
            TenantTransactions transactions,
            Idempotency idempotency,
            OrganizationDomainRepository domains,
            DnsTexts dns,
            DomainVerification verification,
            Nodes nodes,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.domains = domains;
        this.dns = dns;
        this.verification = verification;
        this.nodes = nodes;
        this.audit = audit;
        this.clock = clock;
    }

    /** Claims a domain; nothing follows from it before it is verified. */
    Uni<DomainView> add(UUID organizationId, Origin origin, @Nullable String key, DomainRequest request) {
        DomainName domain = DomainName.parse(request.domain())
                .orElseThrow(() -> ProblemException.invalid("/domain", "must be a domain such as acme.example"));
        DomainRules.refusal(domain).ifPresent(reason -> {
            throw ProblemException.invalid("/domain", reason);
        });
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST /api/organizations/domains", key, request);
        return transactions.inOrganization(
                organizationId,
                tenant ->
                        idempotency.once(tenant, call, DomainView.class, () -> claim(tenant, origin, domain, request)));
    }

    private Uni<DomainView> claim(Tenant tenant, Origin origin, DomainName domain, DomainRequest request) {
        OrganizationDomain claimed = new OrganizationDomain(
                new OrganizationDomain.Key(tenant.organizationId(), domain.text()),
                Secret.random().text(),
                Boolean.TRUE.equals(request.jitEnabled()),
                request.jitRole() == null ? JustInTimeRole.VIEWER : request.jitRole(),
                DatabaseTime.now(clock));
        return nodes.lock(tenant)
                .chain(() -> domains.of(tenant, domain.text()))
                .invoke(known -> {
                    if (known != null) {
                        throw DomainProblems.EXISTS.with("Its record is in the list of domains.");
                    }
                })
                .chain(() -> domains.count(tenant))
                .invoke(count -> {
                    if (count >= MOST) {
                        throw DomainProblems.TOO_MANY.with("At most " + MOST + " are allowed.");
                    }
                })
                .chain(() -> domains.persist(claimed))
                .chain(() -> record(tenant, origin, "added", null, claimed.view()))
                .replaceWith(claimed::view);
    }

    Uni<Page<DomainView>> list(UUID organizationId, Optional<Cursor> after, int limit) {
        String last = after.map(cursor -> cursor.text(0)).orElse("");
        if (!last.isEmpty() && DomainName.parse(last).isEmpty()) {
            throw ProblemType.INVALID_CURSOR.with("Use the nextCursor of the page before, unchanged.");
        }
        return transactions.inOrganization(
                organizationId,
                tenant -> domains.after(tenant, last, limit + 1)
                        .map(found -> Page.of(
                                found.stream().map(OrganizationDomain::view).toList(),
                                limit,
                                view -> Cursor.of(view.domain()))));
    }

    Uni<DomainView> read(UUID organizationId, String domain) {
        return transactions.inOrganization(
                organizationId, tenant -> load(tenant, domain).map(OrganizationDomain::view));
    }

    /** Changes whether, and as what, people are admitted; those who are members already stay what they are. */
    Uni<DomainView> change(
            UUID organizationId, Origin origin, String domain, @Nullable String ifMatch, DomainChangeRequest request) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant).chain(() -> load(tenant, domain)).chain(found -> {
                    DomainView before = found.view();
                    RevisionTag.require(ifMatch, before.revision());
                    boolean enabled = Patch.required("/jitEnabled", request.jitEnabled(), before.jitEnabled());
                    JustInTimeRole role = Patch.required("/jitRole", request.jitRole(), before.jitRole());
                    if (enabled == before.jitEnabled() && role == before.jitRole()) {
                        return Uni.createFrom().item(before);
                    }
                    found.change(enabled, role, DatabaseTime.now(clock));
                    return record(tenant, origin, "changed", before, found.view())
                            .replaceWith(found::view);
                }));
    }

    /** Looks the record up, outside of any transaction, and marks the domain as verified when it is there. */
    Uni<DomainView> verify(UUID organizationId, Origin origin, String domain) {
        return transactions
                .inOrganization(organizationId, tenant -> load(tenant, domain))
                .chain(found -> found.isVerified()
                        ? Uni.createFrom().item(found.view())
                        : prove(organizationId, origin, found.view(), found.challenge()));
    }

    private Uni<DomainView> prove(UUID organizationId, Origin origin, DomainView claimed, String challenge) {
        String domain = claimed.domain();
        return dns.of(claimed.record().name())
                .invoke(texts -> {
                    if (!DnsChallenge.isAnswered(claimed.record(), texts)) {
                        throw DomainProblems.NOT_PROVEN.with("Found " + texts.size() + " TXT records under "
                                + claimed.record().name()
                                + ", none with the expected value. A new record may take some minutes to be seen.");
                    }
                })
                .chain(() -> verification.confirm(organizationId, origin, domain, challenge))
                .invoke(() -> LOG.infof("organization %s has shown control of the domain %s", organizationId, domain))
                .chain(() -> read(organizationId, domain));
    }

    /** Gives a domain up; members stay. */
    Uni<Void> remove(UUID organizationId, Origin origin, String domain, @Nullable String ifMatch) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, domain))
                        .invoke(found ->
                                RevisionTag.require(ifMatch, found.view().revision()))
                        .chain(found -> domains.remove(tenant, found)
                                .chain(() -> record(tenant, origin, "removed", found.view(), null))));
    }

    private Uni<OrganizationDomain> load(Tenant tenant, String domain) {
        String name = DomainName.parse(domain)
                .orElseThrow(() -> ProblemException.notFound("domain"))
                .text();
        return domains.of(tenant, name).map(found -> {
            if (found == null) {
                throw ProblemException.notFound("domain");
            }
            return found;
        });
    }

    private Uni<Void> record(
            Tenant tenant, Origin origin, String verb, @Nullable DomainView before, @Nullable DomainView after) {
        DomainView known = after == null ? before : after;
        String domain = known == null ? "" : known.domain();
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("before", before);
        details.put("after", after);
        AuditEntry entry = AuditEntry.of(
                AuditCategory.SECURITY, "teams.domain." + verb, new Target("domain", domain, domain), details);
        return tenant.session()
                .flush()
                .chain(() -> audit.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "organization %s: domain %s %s by %s",
                        tenant.organizationId(), domain, verb, origin.caller().principalId()));
    }
}
