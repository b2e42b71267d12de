package io.enterprisemode.audit.export;

import io.enterprisemode.audit.log.StoredAuditEvent;
import io.enterprisemode.audit.search.AuditFilter;
import io.enterprisemode.audit.search.AuditSearch;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.access.AccessRecheck;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Streams the events of a filter as CSV, page by page as fast as the reader takes them, each page in a transaction of
 * its own. The permission of the caller is checked again before each page. Every export is itself recorded before its
 * first line is sent.
 */
@ApplicationScoped
class AuditExport {

    private static final Logger LOG = Logger.getLogger(AuditExport.class);

    private final TenantTransactions transactions;
    private final AuditSearch search;
    private final AuditTrail trail;
    private final AccessRecheck access;
    private final AuditExportConfiguration configuration;
    private final Clock clock;

    AuditExport(
            TenantTransactions transactions,
            AuditSearch search,
            AuditTrail trail,
            AccessRecheck access,
            AuditExportConfiguration configuration,
            Clock clock) {
        this.transactions = transactions;
        this.search = search;
        this.trail = trail;
        this.access = access;
        this.configuration = configuration;
        this.clock = clock;
    }

    /**
     * The lines of the file, many at a time; fails when it cannot be completed, also because the caller may no longer
     * read it.
     */
    Multi<String> csv(UUID organizationId, Origin origin, AuditFilter asked) {
        Instant begun = clock.instant();
        AuditFilter filter = asked.bounded(begun);
        Position position = new Position();
        // The first page is read before anything is sent: until then a failure can still be answered with a problem.
        Multi<String> beginning = toTheEnd(record(organizationId, origin, filter)
                        .chain(() -> page(organizationId, origin, filter, begun, position)))
                .map(events -> AuditCsv.HEADER.text() + lines(events))
                .toMulti();
        return Multi.createBy()
                .concatenating()
                .streams(beginning, pages(organizationId, origin, filter, begun, position));
    }

    private Multi<String> pages(
            UUID organizationId, Origin origin, AuditFilter filter, Instant begun, Position position) {
        return Multi.createBy()
                .repeating()
                .uni(() -> toTheEnd(page(organizationId, origin, filter, begun, position)))
                .until(List::isEmpty)
                .map(AuditExport::lines);
    }

    private Uni<List<StoredAuditEvent>> page(
            UUID organizationId, Origin origin, AuditFilter filter, Instant begun, Position position) {
        return access.confirm(origin.caller(), organizationId, Permission.AUDIT_EXPORT)
                .chain(() -> search.next(
                        organizationId, filter, begun, Optional.ofNullable(position.last), configuration.pageSize()))
                .invoke(position::moveTo);
    }

    /** A caller may disconnect at any time; a transaction that has begun is completed nevertheless. */
    private static <T extends @Nullable Object> Uni<T> toTheEnd(Uni<T> transaction) {
        return Uni.createFrom().emitter(waiting -> transaction.subscribe().with(waiting::complete, waiting::fail));
    }

    private static String lines(List<StoredAuditEvent> events) {
        return events.stream().map(event -> AuditCsv.line(event).text()).collect(Collectors.joining());
    }

    private Uni<Void> record(UUID organizationId, Origin origin, AuditFilter filter) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("format", "csv");
        details.put("filter", filter.described());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.DATA,
                "audit.log.exported",
                new Target("audit_log", organizationId.toString(), null),
                details);
        return transactions
                .inOrganization(organizationId, tenant -> trail.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "%s exports the audit log of organization %s",
                        origin.caller().principalId(), organizationId));
    }

    /** Where an export stands. */
    private static final class Position {

        private @Nullable StoredAuditEvent last;

        private void moveTo(List<StoredAuditEvent> read) {
            if (!read.isEmpty()) {
                last = read.getLast();
            }
        }
    }
}
