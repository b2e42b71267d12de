package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle.Progress;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Does what is due of an organization at the operator's request, as the scheduler would a little later. */
@ApplicationScoped
class CatchUp {

    private static final String NEXT = """
            select id, coalesce(next_due_at, next_invoice_at) as due_at
              from subscription
             where org_id = $1
               and (next_due_at <= $2 or anchor_at is null and status <> 'CANCELED' and next_invoice_at <= $2)
             order by due_at, created_at
             limit 1""";

    private record Next(UUID subscription, Instant dueAt) {}

    private final WorkerTransactions workers;
    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final BillingCycle cycle;
    private final AuditTrail audit;
    private final OrganizationClock clock;

    CatchUp(
            WorkerTransactions workers,
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            BillingCycle cycle,
            AuditTrail audit,
            OrganizationClock clock) {
        this.workers = workers;
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.cycle = cycle;
        this.audit = audit;
        this.clock = clock;
    }

    /** One thing after another, each in a transaction of its own; where the clock was set, each at its own time. */
    Uni<CatchUpView> run(UUID organization, Origin origin) {
        return step(organization, 0)
                .call(done -> transactions.inOrganization(
                        organization,
                        tenant -> audit.record(
                                tenant,
                                origin,
                                AuditEntry.of(
                                        AuditCategory.BILLING,
                                        "billing.subscription.caught-up",
                                        new Target("organization", organization.toString(), null),
                                        Map.of("steps", done)))))
                .map(CatchUpView::new);
    }

    private Uni<Long> step(UUID organization, long done) {
        Instant now = clock.now(organization);
        return next(organization, now).chain(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(done);
            }
            Instant at = clock.isSet(organization) ? found.get().dueAt() : now;
            return catalogue
                    .using(current -> transactions.inOrganization(
                            organization,
                            tenant -> cycle.proceed(
                                    new Run(tenant, current, at, null),
                                    found.get().subscription())))
                    .chain(progress -> progress != Progress.NOTHING
                            ? step(organization, done + 1)
                            : Uni.createFrom().item(done));
        });
    }

    private Uni<Optional<Next>> next(UUID organization, Instant now) {
        return workers.withConnection(connection -> connection
                .preparedQuery(NEXT)
                .execute(Tuple.of(organization, DatabaseTime.parameter(now)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.<Next>empty();
                    }
                    Row row = rows.iterator().next();
                    return Optional.of(new Next(
                            row.getUUID("id"), row.getOffsetDateTime("due_at").toInstant()));
                }));
    }
}
