package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Issues the invoices of periods that are over, each in a transaction of its own. Several replicas may run at once: the
 * one that has locked the subscription issues the invoice, the others skip it. A crash in the middle has no effect, as
 * the transaction is rolled back. After an outage every period that was missed gets its own invoice.
 */
@ApplicationScoped
class InvoiceScheduler {

    private static final Logger LOG = Logger.getLogger(InvoiceScheduler.class);

    private final BillingCycle cycle;
    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final Invoicing invoicing;
    private final InvoicingConfiguration configuration;
    private final OwnContext own;
    private final Counter failed;
    private final Clock clock;

    InvoiceScheduler(
            BillingCycle cycle,
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            Invoicing invoicing,
            InvoicingConfiguration configuration,
            OwnContext own,
            MeterRegistry metrics,
            Clock clock) {
        this.cycle = cycle;
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.invoicing = invoicing;
        this.configuration = configuration;
        this.own = own;
        this.failed = Counter.builder("enterprise.invoicing.failed")
                .description("Times that an organization could not be invoiced; it is tried again")
                .register(metrics);
        this.clock = clock;
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

    /** @param seen organizations that this run is done with, also those that another replica has locked */
    private Uni<Void> run(Set<UUID> seen) {
        Instant now = clock.instant();
        Instant overAt = now.minus(configuration.grace());
        return cycle.due(overAt, now, seen, configuration.batch()).chain(due -> {
            if (due.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            seen.addAll(due);
            return Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUni(organization -> own.run(catchUp(organization, overAt)))
                    .merge(configuration.concurrency())
                    .collect()
                    .last()
                    .chain(() -> run(seen));
        });
    }

    /** Period after period, until none is due. */
    private Uni<Void> catchUp(UUID organization, Instant overAt) {
        return catalogue
                .using(current ->
                        transactions.inOrganization(organization, tenant -> issueIfDue(tenant, current, overAt)))
                .chain(issued -> issued
                        ? catchUp(organization, overAt)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.errorf(failure, "organization %s could not be invoiced; it is tried again", organization);
                    failed.increment();
                    return postponed(organization);
                });
    }

    /** If that fails as well, the next run tries again; the other organizations of this one go on. */
    private Uni<Void> postponed(UUID organization) {
        return transactions
                .inOrganization(organization, tenant -> cycle.postpone(tenant, clock.instant()))
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "organization %s could not be postponed", organization))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Boolean> issueIfDue(Tenant tenant, Catalogue current, Instant overAt) {
        return cycle.tryLock(tenant).chain(found -> {
            if (found.isEmpty() || found.get().next().end().isAfter(overAt)) {
                return Uni.createFrom().item(false);
            }
            return invoicing.issueNext(tenant, current, found.get(), null).replaceWith(true);
        });
    }
}
