package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionProblems;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations on invoices. */
@ApplicationScoped
class Invoices {

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final LiveSubscription subscriptions;
    private final BillingCycle cycle;
    private final Invoicing invoicing;
    private final InvoiceRepository invoices;
    private final IssuedInvoices ledger;
    private final Idempotency idempotency;
    private final InvoicingConfiguration configuration;
    private final Clock clock;

    Invoices(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            LiveSubscription subscriptions,
            BillingCycle cycle,
            Invoicing invoicing,
            InvoiceRepository invoices,
            IssuedInvoices ledger,
            Idempotency idempotency,
            InvoicingConfiguration configuration,
            Clock clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.cycle = cycle;
        this.invoicing = invoicing;
        this.invoices = invoices;
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** What the current period would cost as of now. */
    Uni<InvoiceView> preview(UUID organization) {
        Instant now = clock.instant();
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions.find(tenant).chain(found -> {
                    SubscriptionTerms terms =
                            found.orElseThrow(() -> SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first."));
                    BillingPeriod period = terms.periodAt(now)
                            .orElseThrow(() ->
                                    InvoiceProblems.PERIOD_STILL_OPEN.with("The subscription has not started yet."));
                    return invoicing
                            .draft(tenant, current, terms, period)
                            .map(draft -> InvoiceView.preview(terms, draft));
                })));
    }

    /** What the running period will be invoiced with; a 404 problem without a subscription that has started. */
    Uni<UpcomingInvoiceView> upcoming(UUID organization) {
        Instant now = clock.instant();
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions.find(tenant).chain(found -> {
                    SubscriptionTerms terms = found.orElseThrow(() -> ProblemException.notFound("subscription"));
                    BillingPeriod period =
                            terms.periodAt(now).orElseThrow(() -> ProblemException.notFound("running period"));
                    return invoicing
                            .counted(tenant, current, terms, period)
                            .map(counted -> UpcomingInvoiceView.of(terms, current, counted, now));
                })));
    }

    /** What is invoiced and not settled. */
    Uni<OpenInvoicesView> open(UUID organization) {
        Instant now = clock.instant();
        return transactions
                .inOrganization(organization, invoices::open)
                .map(currencies -> new OpenInvoicesView(now, currencies));
    }

    /** Issues the invoice of a period that is over; the one that is there already, when it was issued before. */
    Uni<InvoiceView> create(
            UUID organization, Origin origin, @Nullable String idempotencyKey, Optional<Instant> periodStart) {
        String asked = periodStart.map(Instant::toString).orElse("the oldest");
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST /api/billing/invoices", idempotencyKey, asked);
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant, call, InvoiceView.class, () -> create(tenant, current, origin, periodStart))));
    }

    private Uni<InvoiceView> create(Tenant tenant, Catalogue current, Origin origin, Optional<Instant> periodStart) {
        return cycle.lock(tenant).chain(found -> {
            BillingCycle.Locked locked =
                    found.orElseThrow(() -> SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first."));
            BillingPeriod next = locked.next();
            Instant asked = periodStart.orElse(next.start());
            if (asked.isBefore(next.start())) {
                return existing(tenant, locked.terms(), asked);
            }
            requireNext(asked, next, periodStart.isPresent());
            return invoicing.issueNext(tenant, current, locked, origin).chain(complete -> shown(tenant, complete));
        });
    }

    private Uni<InvoiceView> existing(Tenant tenant, SubscriptionTerms terms, Instant periodStart) {
        return invoices.ofPeriod(tenant, terms.id(), periodStart)
                .chain(found -> shown(tenant, found.orElseThrow(Invoices::noSuchPeriod)));
    }

    private Uni<InvoiceView> shown(Tenant tenant, Complete complete) {
        return ledger.openMinor(tenant, List.of(complete.invoice()))
                .map(open -> InvoiceView.of(
                        complete, open.getOrDefault(complete.invoice().id(), 0L)));
    }

    private void requireNext(Instant asked, BillingPeriod next, boolean named) {
        boolean over = !next.end().plus(configuration.grace()).isAfter(DatabaseTime.now(clock));
        if (asked.equals(next.start())) {
            if (!over) {
                throw named
                        ? InvoiceProblems.PERIOD_STILL_OPEN.with(
                                "It is closed at " + next.end().plus(configuration.grace()) + ".")
                        : InvoiceProblems.NOTHING_TO_INVOICE.with(
                                "The next period is closed at " + next.end().plus(configuration.grace()) + ".");
            }
            return;
        }
        if (over) {
            throw InvoiceProblems.EARLIER_PERIOD_FIRST.with("The next one to invoice starts at " + next.start() + ".");
        }
        throw noSuchPeriod();
    }

    private static ProblemException noSuchPeriod() {
        return ProblemException.invalid("/periodStart", "is not the start of a period of the subscription");
    }

    /** All of the organization, newest first, without lines. */
    Uni<Page<InvoiceView>> list(UUID organization, Optional<Cursor> cursor, int limit) {
        return transactions.inOrganization(
                organization,
                tenant -> invoices.before(tenant, cursor.map(position -> position.number(0)), limit + 1)
                        .chain(rows -> ledger.openMinor(tenant, rows)
                                .map(open -> Page.of(rows, limit, last -> Cursor.of(last.number()))
                                        .map(row -> InvoiceView.summary(row, open.getOrDefault(row.id(), 0L))))));
    }

    /** One of the organization, with its lines. */
    Uni<InvoiceView> byId(UUID organization, UUID id) {
        return transactions.inOrganization(
                organization,
                tenant -> invoices.byId(tenant, id)
                        .chain(found -> shown(tenant, found.orElseThrow(() -> ProblemException.notFound("invoice")))));
    }
}
