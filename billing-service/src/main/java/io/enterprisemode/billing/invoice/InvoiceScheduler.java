package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
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
    private final Clock clock;

    InvoiceScheduler(
            BillingCycle cycle,
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            Invoicing invoicing,
            InvoicingConfiguration configuration,
            Clock clock) {
        this.cycle = cycle;
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.invoicing = invoicing;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** One run over everything that is due; a failure of one organization does not hold up the others. */
    @Scheduled(
            identity = "invoicing",
            every = "${enterprise.invoicing.every:60s}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant overAt = clock.instant().minus(configuration.grace());
        return catalogue
                .current()
                .chain(current -> cycle.due(overAt, configuration.batch())
                        .onItem()
                        .transformToMulti(organizations -> Multi.createFrom().iterable(organizations))
                        .onItem()
                        .transformToUniAndConcatenate(organization -> catchUp(organization, current, overAt))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    /** Period after period, until none is due. */
    private Uni<Void> catchUp(UUID organization, Catalogue current, Instant overAt) {
        return transactions
                .inOrganization(organization, tenant -> issueIfDue(tenant, current, overAt))
                .chain(issued -> issued
                        ? catchUp(organization, current, overAt)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.errorf(failure, "organization %s could not be invoiced; it is tried again", organization);
                    return Uni.createFrom().voidItem();
                });
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
