package io.enterprisemode.audit.search;

import io.enterprisemode.audit.log.StoredAuditEvent;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads the log of one organization, newest first. */
@ApplicationScoped
public class AuditSearch {

    private static final Duration COUNTED_BY_DEFAULT = Duration.ofDays(30);
    private static final Duration COUNTED_AT_MOST = Duration.ofDays(366);

    private static final String EVENTS = "select " + StoredAuditEvent.COLUMNS + """
         from audit_event e
         left join audit_event_receipt r on r.org_id = e.org_id and r.event_id = e.id
        where\s""";

    private static final String NEWEST_FIRST = " order by e.time desc, e.id desc";

    /** One row per category, per severity and per day; the other two columns are null. */
    private static final String COUNTS = """
        select category, severity, cast(day as text) as day, count(*)
          from (select e.category, e.severity, cast(e.time at time zone 'UTC' as date) as day
                  from audit_event e where\s""";

    private static final String COUNTED_BY = ") as counted group by grouping sets ((category), (severity), (day))";

    private final TenantTransactions transactions;
    private final Clock clock;

    AuditSearch(TenantTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** One page of the events of a filter. */
    Uni<Page<StoredAuditEvent>> page(UUID organizationId, AuditFilter filter, Optional<Cursor> after, int limit) {
        AuditConditions conditions = AuditConditions.of(organizationId, filter.bounded(clock.instant()));
        after.ifPresent(conditions::after);
        return rows(organizationId, conditions, limit + 1).map(rows -> Page.of(rows, limit, AuditSearch::cursor));
    }

    /**
     * The next events of a filter for a reader who takes them all, without those that came in after it began.
     *
     * @param begun when the reader began
     * @param last the last event read; empty at the start
     */
    public Uni<List<StoredAuditEvent>> next(
            UUID organizationId, AuditFilter filter, Instant begun, Optional<StoredAuditEvent> last, int limit) {
        AuditConditions conditions = AuditConditions.of(organizationId, filter).receivedUntil(begun);
        last.map(AuditSearch::cursor).ifPresent(conditions::after);
        return rows(organizationId, conditions, limit);
    }

    private Uni<List<StoredAuditEvent>> rows(UUID organizationId, AuditConditions conditions, int limit) {
        return transactions.inOrganization(
                organizationId,
                tenant -> conditions
                        .bind(tenant.session()
                                .createNativeQuery(EVENTS + conditions.sql() + NEWEST_FIRST, StoredAuditEvent.class))
                        .setReadOnly(true)
                        .setMaxResults(limit)
                        .getResultList());
    }

    private static Cursor cursor(StoredAuditEvent event) {
        return Cursor.of(event.time(), event.id());
    }

    /** One event; a 404 problem when the organization has none of this id. */
    Uni<StoredAuditEvent> event(UUID organizationId, UUID id) {
        return transactions
                .inOrganization(
                        organizationId,
                        tenant -> tenant.session()
                                .find(StoredAuditEvent.class, new StoredAuditEvent.Key(organizationId, id)))
                .onItem()
                .ifNull()
                .failWith(() -> ProblemException.notFound("audit event"));
    }

    /** How many events a filter finds, by category, severity and day; without a time those of the last 30 days. */
    Uni<AuditCountsView> counts(UUID organizationId, AuditFilter filter) {
        Instant to = filter.to().orElseGet(clock::instant);
        Instant from = filter.from().orElse(to.minus(COUNTED_BY_DEFAULT));
        if (Duration.between(from, to).compareTo(COUNTED_AT_MOST) > 0) {
            throw ProblemException.invalid("from", "counts cover at most " + COUNTED_AT_MOST.toDays() + " days");
        }
        AuditConditions conditions = AuditConditions.of(
                organizationId, filter.between(from, Optional.of(to)).bounded(to));
        return transactions
                .inOrganization(
                        organizationId,
                        tenant -> conditions
                                .bind(tenant.session()
                                        .createNativeQuery(COUNTS + conditions.sql() + COUNTED_BY, Object[].class))
                                .getResultList())
                .map(rows -> counts(from, to, rows));
    }

    private static AuditCountsView counts(Instant from, Instant to, List<Object[]> rows) {
        Map<String, Long> byCategory = new LinkedHashMap<>();
        for (AuditCategory category : AuditCategory.values()) {
            byCategory.put(category.code(), 0L);
        }
        Map<String, Long> bySeverity = new LinkedHashMap<>();
        for (AuditSeverity severity : AuditSeverity.values()) {
            bySeverity.put(severity.name(), 0L);
        }
        Map<LocalDate, Long> byDay = new LinkedHashMap<>();
        LocalDate last = LocalDate.ofInstant(to.minusNanos(1), ZoneOffset.UTC);
        for (LocalDate day = LocalDate.ofInstant(from, ZoneOffset.UTC); !day.isAfter(last); day = day.plusDays(1)) {
            byDay.put(day, 0L);
        }
        long total = 0;
        for (Object[] row : rows) {
            long count = ((Number) row[3]).longValue();
            if (row[0] != null) {
                byCategory.put(AuditCategory.valueOf((String) row[0]).code(), count);
                total += count;
            } else if (row[1] != null) {
                bySeverity.put((String) row[1], count);
            } else {
                byDay.put(LocalDate.parse((String) row[2]), count);
            }
        }
        List<AuditCountsView.Day> days = new ArrayList<>();
        byDay.forEach((day, count) -> days.add(new AuditCountsView.Day(day, count)));
        return new AuditCountsView(from, to, total, byCategory, bySeverity, days);
    }
}
