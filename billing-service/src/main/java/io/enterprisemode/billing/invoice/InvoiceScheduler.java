package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.billing.subscription.BillingCycle.DueSubscription;
import io.enterprisemode.billing.subscription.BillingCycle.Progress;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.BulkBillingCycle;
import io.enterprisemode.billing.subscription.BulkBillingCycle.Left;
import io.enterprisemode.billing.subscription.OrganizationClock;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.request.RequestCount;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Does what is due of subscriptions: periods end, what waits takes effect, documents are finalized; of many
 * organizations in one transaction where it is the usual, in a transaction of its own where it is not, or while many
 * requests come in. Several replicas may run at once: the one that has locked the subscription goes on, the others skip
 * it. A crash in the middle has no effect, as the transaction is rolled back. After an outage every period that was
 * missed gets its own document.
 */
@ApplicationScoped
class InvoiceScheduler {

    private static final Logger LOG = Logger.getLogger(InvoiceScheduler.class);

    private final BillingCycle cycle;
    private final BulkBillingCycle bulk;
    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final InvoicingConfiguration configuration;
    private final OwnContext own;
    private final RequestCount requests;
    private final Counter failed;
    /** Kept from one run to the next, so that a run knows what came in before it. */
    private final InvoicingPace pace;

    private final OrganizationClock clocks;
    private final Clock clock;

    InvoiceScheduler(
            BillingCycle cycle,
            BulkBillingCycle bulk,
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            InvoicingConfiguration configuration,
            OwnContext own,
            RequestCount requests,
            MeterRegistry metrics,
            OrganizationClock clocks,
            Clock clock) {
        this.cycle = cycle;
        this.bulk = bulk;
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.own = own;
        this.requests = requests;
        this.failed = Counter.builder("enterprise.invoicing.failed")
                .description("Times that an organization could not be invoiced; it is tried again")
                .register(metrics);
        this.clocks = clocks;
        this.clock = clock;
        this.pace = new InvoicingPace(requests.sinceStart(), System.nanoTime());
    }

    /**
     * One run until nothing is due any more, several organizations at once. One that fails is tried again later, and
     * later each time; it holds up no other.
     */
    @Scheduled(
            identity = "invoicing",
            every = "${enterprise.invoicing.every:60s}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return run(new HashSet<>());
    }

    /** @param seen subscriptions that this run is done with, also those that another replica has locked */
    private Uni<Void> run(Set<UUID> seen) {
        return cycle.due(clock.instant(), seen, configuration.batch()).chain(due -> {
            if (due.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            due.forEach(subscription -> seen.add(subscription.id()));
            Queue<DueSubscription> waiting = new ArrayDeque<>(due);
            return Multi.createFrom()
                    .range(0, configuration.concurrency())
                    .onItem()
                    .transformToUni(lane -> own.run(workOff(waiting, lane == 0)))
                    .merge(configuration.concurrency())
                    .collect()
                    .last()
                    .chain(() -> run(seen));
        });
    }

    /**
     * Takes what waits, until nothing does any more.
     *
     * @param isFirst whether it goes on while many requests come in
     */
    private Uni<Void> workOff(Queue<DueSubscription> waiting, boolean isFirst) {
        return Uni.createFrom().deferred(() -> {
            boolean isBeside = pace.isBeside(requests.sinceStart(), System.nanoTime());
            List<DueSubscription> next =
                    isBeside && !isFirst ? List.of() : next(waiting, isBeside ? 1 : configuration.together());
            if (next.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            return paced(together(next)).chain(() -> workOff(waiting, isFirst));
        });
    }

    /** The first ones at once, so that those who take at the same time do not share out the last ones. */
    private static List<DueSubscription> next(Queue<DueSubscription> waiting, int most) {
        List<DueSubscription> next = new ArrayList<>();
        synchronized (waiting) {
            while (next.size() < most && !waiting.isEmpty()) {
                next.add(waiting.remove());
            }
        }
        return next;
    }

    /** One thing after another of all of them, until nothing is due. */
    private Uni<Void> together(List<DueSubscription> subscriptions) {
        return catalogue
                .using(current -> bulk.proceed(current, DatabaseTime.now(clock), subscriptions))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "Organizations that could not be invoiced together are one by one (%d): %s",
                            subscriptions.size(), failure);
                    return new Left(List.of(), subscriptions);
                })
                .chain(left -> eachByItself(left.byThemselves())
                        .chain(() ->
                                left.moreDue().isEmpty() ? Uni.createFrom().voidItem() : together(left.moreDue())));
    }

    private Uni<Void> eachByItself(List<DueSubscription> subscriptions) {
        return Multi.createFrom()
                .iterable(subscriptions)
                .onItem()
                .transformToUniAndConcatenate(subscription -> own.run(catchUp(subscription)))
                .collect()
                .last();
    }

    private Uni<Void> paced(Uni<Void> work) {
        return Uni.createFrom().deferred(() -> {
            long begin = System.nanoTime();
            return work.call(() -> {
                Duration rest = pace.rest(Duration.ofNanos(System.nanoTime() - begin));
                return rest.isZero()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().voidItem().onItem().delayIt().by(rest);
            });
        });
    }

    /** One thing after another, each in a transaction of its own, until nothing is due. */
    private Uni<Void> catchUp(DueSubscription subscription) {
        return catalogue
                .using(current -> transactions.inOrganization(
                        subscription.organizationId(),
                        tenant -> cycle.proceed(
                                new Run(tenant, current, clocks.now(subscription.organizationId()), null),
                                subscription.id())))
                .chain(progress -> progress == Progress.MORE_DUE
                        ? catchUp(subscription)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.errorf(
                            failure,
                            "subscription %s of organization %s could not be invoiced; it is tried again",
                            subscription.id(),
                            subscription.organizationId());
                    failed.increment();
                    return postponed(subscription);
                });
    }

    /** If that fails as well, the next run tries again; the others of this one go on. */
    private Uni<Void> postponed(DueSubscription subscription) {
        return transactions
                .inOrganization(
                        subscription.organizationId(),
                        tenant -> cycle.postpone(tenant, subscription.id(), clock.instant()))
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "subscription %s could not be postponed", subscription.id()))
                .onFailure()
                .recoverWithNull();
    }
}
