package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.domain.DomainLookupRules.Outcome;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks the records of verified domains up again, as {@link DomainLookupRules} says. What is due is claimed by moving
 * its next look-up on, so that several replicas share the work and a crash only delays it; the DNS is asked outside of
 * any transaction.
 */
@ApplicationScoped
public class DomainLookups {

    private static final Logger LOG = Logger.getLogger(DomainLookups.class);
    private static final int BATCH = 20;

    private static final String CLAIM = """
            update organization_domain d set look_up_due_at = $2
              from (select c.org_id, c.domain
                      from organization_domain c join organization o on o.org_id = c.org_id
                     where c.verified_at is not null and (c.look_up_due_at is null or c.look_up_due_at <= $1)
                       and o.state = 'ACTIVE'
                     order by c.look_up_due_at nulls first
                     limit $3
                       for no key update of c skip locked) due
             where d.org_id = due.org_id and d.domain = due.domain
            returning d.org_id, d.domain, d.challenge, d.record_missing_since""";
    private static final String POSTPONE = """
            update organization_domain set look_up_due_at = $4
             where org_id = $1 and domain = $2 and challenge = $3 and verified_at is not null""";
    private static final String LOOKED_UP = """
            update organization_domain set looked_up_at = $4
             where org_id = $1 and domain = $2 and challenge = $3 and verified_at is not null""";
    private static final String CHANGED = """
            update organization_domain
               set looked_up_at = $4, record_missing_since = $5, verified_at = case when $6 then null
                   else verified_at end,
                   changed_at = $4, revision = revision + 1
             where org_id = $1 and domain = $2 and challenge = $3 and verified_at is not null""";

    private final WorkerTransactions transactions;
    private final DnsTexts dns;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final DomainConfiguration configuration;
    private final Clock clock;

    DomainLookups(
            WorkerTransactions transactions,
            DnsTexts dns,
            Outbox outbox,
            AuditTrail audit,
            DomainConfiguration configuration,
            Clock clock) {
        this.transactions = transactions;
        this.dns = dns;
        this.outbox = outbox;
        this.audit = audit;
        this.configuration = configuration;
        this.clock = clock;
    }

    private record Due(
            UUID organizationId,
            String domain,
            String challenge,
            @Nullable Instant missingSince) {

        static Due of(Row row) {
            OffsetDateTime missing = row.getOffsetDateTime("record_missing_since");
            return new Due(
                    row.getUUID("org_id"),
                    row.getString("domain"),
                    row.getString("challenge"),
                    missing == null ? null : missing.toInstant());
        }
    }

    /** Looks up what is due, one after another. */
    @Scheduled(
            identity = "domain-lookups",
            every = "${enterprise.domains.look-up-every:1m}",
            delayed = "30s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookUpDue() {
        Instant now = DatabaseTime.now(clock);
        return transactions
                .withConnection(connection -> claim(connection, now))
                .chain(due -> SequentialSteps.independently(
                        due,
                        this::lookUp,
                        (domain, failure) -> LOG.warnf(
                                "organization %s: the domain %s is not looked up, it is tried again: %s",
                                domain.organizationId(), domain.domain(), failure.toString())))
                .replaceWithVoid();
    }

    private Uni<List<Due>> claim(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(utc(now), utc(now.plus(configuration.lookUpAgainAfter())), BATCH))
                .map(rows -> {
                    List<Due> due = new ArrayList<>(rows.size());
                    rows.forEach(row -> due.add(Due.of(row)));
                    return due;
                });
    }

    private Uni<Void> lookUp(Due due) {
        return dns.of(DnsChallenge.of(due.domain(), due.challenge()).name())
                .map(Optional::of)
                .onFailure()
                .recoverWithItem(Optional.empty())
                .chain(texts -> texts.map(found -> settle(
                                due, DnsChallenge.isAnswered(DnsChallenge.of(due.domain(), due.challenge()), found)))
                        .orElseGet(() -> postpone(due)));
    }

    private Uni<Void> postpone(Due due) {
        Instant next = DatabaseTime.now(clock).plus(DomainLookupRules.PAUSE_AFTER_FAILURE);
        return transactions
                .withConnection(connection -> connection
                        .preparedQuery(POSTPONE)
                        .execute(Tuple.of(due.organizationId(), due.domain(), due.challenge(), utc(next))))
                .replaceWithVoid();
    }

    private Uni<Void> settle(Due due, boolean found) {
        Instant now = DatabaseTime.now(clock);
        Outcome outcome = DomainLookupRules.outcome(found, due.missingSince(), now, configuration.lapseAfter());
        return switch (outcome) {
            case CONFIRMED, STILL_GONE ->
                transactions
                        .withConnection(connection -> connection
                                .preparedQuery(LOOKED_UP)
                                .execute(Tuple.of(due.organizationId(), due.domain(), due.challenge(), utc(now))))
                        .replaceWithVoid();
            case BACK -> change(due, now, null, false, "record-back");
            case GONE -> change(due, now, now, false, "record-gone");
            case LAPSED -> change(due, now, null, true, "lapsed");
        };
    }

    private Uni<Void> change(Due due, Instant now, @Nullable Instant missingSince, boolean lapsed, String verb) {
        AuditEntry entry = AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.domain." + verb,
                new Target("domain", due.domain(), due.domain()),
                Map.of("record", DnsChallenge.of(due.domain(), "").name()));
        return transactions.inTransaction(connection -> connection
                .preparedQuery(CHANGED)
                .execute(Tuple.from(Arrays.asList(
                        due.organizationId(),
                        due.domain(),
                        due.challenge(),
                        utc(now),
                        missingSince == null ? null : utc(missingSince),
                        lapsed)))
                .chain(changed -> changed.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : outbox.append(connection, List.of(audit.event(due.organizationId(), entry)))
                                .invoke(() -> LOG.infof(
                                        "organization %s: domain %s %s", due.organizationId(), due.domain(), verb))));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
