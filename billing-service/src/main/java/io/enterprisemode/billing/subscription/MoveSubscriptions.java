package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Moves the subscriptions of a plan to one of its versions, each at its next fee period. */
@ApplicationScoped
class MoveSubscriptions {

    private static final String OTHERS = """
            select org_id from subscription
             where status <> 'CANCELED' and plan_code = $1 and plan_version <> $2
             order by org_id""";

    private final WorkerTransactions workers;
    private final TenantTransactions transactions;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionLifecycle lifecycle;
    private final PlanCatalogue catalogue;
    private final AuditTrail audit;
    private final OwnContext own;
    private final Clock clock;

    MoveSubscriptions(
            WorkerTransactions workers,
            TenantTransactions transactions,
            SubscriptionRepository subscriptions,
            SubscriptionLifecycle lifecycle,
            PlanCatalogue catalogue,
            AuditTrail audit,
            OwnContext own,
            Clock clock) {
        this.workers = workers;
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
        this.catalogue = catalogue;
        this.audit = audit;
        this.own = own;
        this.clock = clock;
    }

    /** Each in a transaction of its own; doing so again has no effect on those that wait for it. */
    Uni<MoveView> move(String plan, int version, Origin origin) {
        PlanKey to = new PlanKey(plan, version);
        return catalogue
                .using(current -> {
                    if (current.find(plan, version).isEmpty()) {
                        throw ProblemException.notFound("version of the plan");
                    }
                    return others(to);
                })
                .chain(organizations -> Multi.createFrom()
                        .iterable(organizations)
                        .onItem()
                        .transformToUniAndConcatenate(organization -> own.run(move(organization, to, origin)))
                        .collect()
                        .asList())
                .map(moved -> new MoveView(
                        moved.stream().filter(done -> done).count(),
                        moved.stream().filter(done -> !done).count()));
    }

    private Uni<List<UUID>> others(PlanKey to) {
        return workers.withConnection(connection -> connection
                .preparedQuery(OTHERS)
                .execute(Tuple.of(to.plan(), to.version()))
                .map(rows -> {
                    List<UUID> organizations = new ArrayList<>();
                    rows.forEach(row -> organizations.add(row.getUUID("org_id")));
                    return organizations;
                }));
    }

    private Uni<Boolean> move(UUID organization, PlanKey to, Origin origin) {
        return catalogue.using(
                current -> transactions.inOrganization(organization, tenant -> move(tenant, current, to, origin)));
    }

    private Uni<Boolean> move(Tenant tenant, Catalogue current, PlanKey to, Origin origin) {
        Run run = new Run(tenant, current, DatabaseTime.now(clock), origin);
        return subscriptions
                .lockLive(tenant)
                .chain(found -> found.map(subscription -> lifecycle
                                .read(run, subscription)
                                .chain(life -> {
                                    SubscriptionState state = life.steps().state();
                                    boolean isPriced = current.version(to.plan(), to.version())
                                            .price(life.currency())
                                            .isPresent();
                                    if (!isPriced
                                            || state.waiting() != null
                                            || !state.plan().plan().equals(to.plan())
                                            || state.plan().equals(to)) {
                                        return Uni.createFrom().item(false);
                                    }
                                    life.steps()
                                            .operate(present -> lifecycle
                                                    .transitions(current, life.currency())
                                                    .changeAtPeriodEnd(
                                                            present,
                                                            life.steps().now(),
                                                            to,
                                                            present.interval()));
                                    return lifecycle
                                            .carryOut(life, Kind.CHANGE_SCHEDULED)
                                            .chain(() -> audit.record(tenant, origin, scheduled(subscription, to)))
                                            .replaceWith(true);
                                }))
                        .orElseGet(() -> Uni.createFrom().item(false)));
    }

    private static AuditEntry scheduled(Subscription subscription, PlanKey to) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                "billing.subscription.change-scheduled",
                new Target("subscription", subscription.id().toString(), null),
                Map.of("plan", to.plan(), "planVersion", to.version()));
    }
}
