package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Marks a domain as verified, for one organization only. The newest proof counts, so that a domain that was sold or
 * given up moves to its new owner. The previous organization gets a new challenge, since its old record in the DNS is
 * no new proof. The change concerns several organizations, so it uses the worker role and a lock per domain.
 */
@ApplicationScoped
class DomainVerification {

    private static final String TAKE = """
            update organization_domain
               set verified_at = null, record_missing_since = null, challenge = $3, changed_at = $4,
                   revision = revision + 1
             where domain = $1 and org_id <> $2 and verified_at is not null
            returning org_id""";
    private static final String VERIFY = """
            update organization_domain set verified_at = $4, looked_up_at = $4, look_up_due_at = $5,
                record_missing_since = null,
                   changed_at = $4, revision = revision + 1
             where org_id = $2 and domain = $1 and challenge = $3 and verified_at is null""";

    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final DomainConfiguration configuration;
    private final Clock clock;

    DomainVerification(
            WorkerTransactions transactions,
            Outbox outbox,
            AuditTrail audit,
            DomainConfiguration configuration,
            Clock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.configuration = configuration;
        this.clock = clock;
    }

    /**
     * Marks the domain as verified, and takes it from the organization that had it; both get an audit event that does
     * not name the other organization.
     *
     * @param challenge the one that was found in the DNS
     * @throws ProblemException not-found, when it has been removed or claimed anew in the meantime
     */
    Uni<Void> confirm(UUID organizationId, Origin origin, String domain, String challenge) {
        OffsetDateTime now = DatabaseTime.now(clock).atOffset(ZoneOffset.UTC);
        return transactions.inTransaction(connection -> SubjectLock.DOMAIN
                .take(connection, domain)
                .chain(() -> connection
                        .preparedQuery(VERIFY)
                        .execute(Tuple.of(
                                domain, organizationId, challenge, now, now.plus(configuration.lookUpAgainAfter()))))
                .invoke(changed -> {
                    if (changed.rowCount() == 0) {
                        throw ProblemException.notFound("domain waiting for its verification");
                    }
                })
                .chain(() -> connection
                        .preparedQuery(TAKE)
                        .execute(
                                Tuple.of(domain, organizationId, Secret.random().text(), now)))
                .chain(losers -> {
                    List<Event> events = new ArrayList<>();
                    events.add(audit.eventOf(organizationId, origin, entry("verified", domain)));
                    losers.forEach(row -> events.add(audit.event(row.getUUID("org_id"), entry("lost", domain))));
                    return outbox.append(connection, events);
                }));
    }

    private static AuditEntry entry(String verb, String domain) {
        return AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.domain." + verb,
                new Target("domain", domain, domain),
                Map.of("record", DnsChallenge.of(domain, "").name()));
    }
}
