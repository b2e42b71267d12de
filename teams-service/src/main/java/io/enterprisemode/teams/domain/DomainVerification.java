package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.StoredTime;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes that a domain is verified, for one organization only: whether another one has it is a question over organizations, so it is asked by
 * the worker's door, and one at a time per domain.
 */
@ApplicationScoped
class DomainVerification {

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended($1, 30))";
    private static final String OF_ANOTHER =
            "select 1 from organization_domain where domain = $1 and org_id <> $2 and verified_at is not null limit 1";
    private static final String VERIFY = """
            update organization_domain set verified_at = $4, changed_at = $4, revision = revision + 1
             where org_id = $2 and domain = $1 and challenge = $3 and verified_at is null""";

    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    DomainVerification(WorkerTransactions transactions, Outbox outbox, AuditTrail audit, Clock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Marks the domain as verified.
     *
     * @param challenge the one that was found in the DNS
     * @throws ProblemException domain-taken, or not-found when it has been removed or claimed anew in the meantime
     */
    Uni<Void> confirm(UUID organizationId, Origin origin, String domain, String challenge) {
        OffsetDateTime now = StoredTime.now(clock).atOffset(ZoneOffset.UTC);
        return transactions.inTransaction(connection -> connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(domain))
                .chain(() -> connection.preparedQuery(OF_ANOTHER).execute(Tuple.of(domain, organizationId)))
                .invoke(others -> {
                    if (others.size() > 0) {
                        throw DomainProblems.TAKEN.with("It has to be given up there first.");
                    }
                })
                .chain(() -> connection.preparedQuery(VERIFY).execute(Tuple.of(domain, organizationId, challenge, now)))
                .chain(changed -> {
                    if (changed.rowCount() == 0) {
                        throw ProblemException.notFound("domain waiting for its verification");
                    }
                    return record(connection, organizationId, origin, domain);
                }));
    }

    private Uni<Void> record(SqlConnection connection, UUID organizationId, Origin origin, String domain) {
        AuditEntry entry = AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.domain.verified",
                new Target("domain", domain, domain),
                Map.of("record", DnsChallenge.of(domain, "").name()));
        return outbox.append(connection, List.of(audit.eventOf(organizationId, origin, entry)));
    }
}
