package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.billing.subscription.BillingCycle.Finalized;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.CancelSubscriptionRequest;
import io.enterprisemode.billing.subscription.ChangePlanRequest;
import io.enterprisemode.billing.subscription.OrganizationClock;
import io.enterprisemode.billing.subscription.PlannedDocuments;
import io.enterprisemode.billing.subscription.PlannedDocuments.Planned;
import io.enterprisemode.billing.subscription.SubscriptionProblems;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations on invoices. */
@ApplicationScoped
class Invoices {

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final PlannedDocuments planned;
    private final DocumentPreviews previews;
    private final BillingCycle cycle;
    private final InvoiceRepository invoices;
    private final IssuedInvoices ledger;
    private final Idempotency idempotency;
    private final InvoicingConfiguration configuration;
    private final OrganizationClock clock;

    Invoices(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            PlannedDocuments planned,
            DocumentPreviews previews,
            BillingCycle cycle,
            InvoiceRepository invoices,
            IssuedInvoices ledger,
            Idempotency idempotency,
            InvoicingConfiguration configuration,
            OrganizationClock clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.planned = planned;
        this.previews = previews;
        this.cycle = cycle;
        this.invoices = invoices;
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.configuration = configuration;
        this.clock = clock;
    }

    /** The next invoice as it would be issued now; a problem without one that is to come. */
    Uni<InvoiceView> preview(UUID organization) {
        return inRun(
                organization,
                run -> planned.next(run).chain(found -> {
                    Planned next =
                            found.orElseThrow(() -> SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first."));
                    return previews.of(run, next)
                            .map(documents -> documents.getFirst().view());
                }));
    }

    /** The next invoice, so far and as expected; a 404 problem without one that is to come. */
    Uni<UpcomingInvoiceView> upcoming(UUID organization) {
        return inRun(
                organization,
                run -> planned.next(run)
                        .chain(found -> previews.upcoming(
                                run, found.orElseThrow(() -> ProblemException.notFound("next invoice")))));
    }

    /** What a change of plan would be invoiced with at once. */
    Uni<SubscriptionPreviewView> previewChange(UUID organization, ChangePlanRequest request) {
        return inRun(organization, run -> planned.change(run, request).chain(plan -> shown(run, plan)));
    }

    /** What a cancellation would be invoiced with at once. */
    Uni<SubscriptionPreviewView> previewCancel(UUID organization, CancelSubscriptionRequest request) {
        return inRun(organization, run -> planned.cancel(run, request).chain(plan -> shown(run, plan)));
    }

    private Uni<SubscriptionPreviewView> shown(Run run, Planned plan) {
        return previews.of(run, plan)
                .map(documents -> new SubscriptionPreviewView(
                        plan.takesEffectAt(),
                        documents.stream().map(DocumentPreviews.Preview::view).toList()));
    }

    private <T> Uni<T> inRun(UUID organization, Function<Run, Uni<T>> work) {
        return catalogue.using(current -> transactions.inOrganization(
                organization, tenant -> work.apply(new Run(tenant, current, clock.now(organization), null))));
    }

    /** What is invoiced and not settled. */
    Uni<OpenInvoicesView> open(UUID organization) {
        Instant now = clock.now(organization);
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
        return cycle.finalizeNext(new Run(tenant, current, clock.now(tenant.organizationId()), origin), periodStart)
                .chain(found -> switch (found.orElseThrow(
                        () -> SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first."))) {
                    case Finalized.Document(UUID id) -> shown(tenant, id).map(Optional::orElseThrow);
                    case Finalized.NotYet(Optional<Instant> end) -> throw notYet(end, periodStart.isPresent());
                    case Finalized.EarlierFirst(Instant start) ->
                        throw InvoiceProblems.EARLIER_PERIOD_FIRST.with(
                                "The next one to invoice starts at " + start + ".");
                    case Finalized.NoSuchPeriod none ->
                        throw ProblemException.invalid(
                                "/periodStart", "is not the start of a period of the subscription");
                });
    }

    private ProblemException notYet(Optional<Instant> end, boolean isNamed) {
        String closed = end.map(at -> "The next period is closed at " + at.plus(configuration.grace()) + ".")
                .orElse("Nothing was to be charged.");
        return isNamed && end.isPresent()
                ? InvoiceProblems.PERIOD_STILL_OPEN.with(closed)
                : InvoiceProblems.NOTHING_TO_INVOICE.with(closed);
    }

    /** Sent together: what an invoice is made of, and what is open of it. */
    private Uni<Optional<InvoiceView>> shown(Tenant tenant, UUID id) {
        return Uni.combine()
                .all()
                .unis(invoices.byId(tenant, id), ledger.posted(tenant, List.of(id)))
                .with((found, posted) -> found.map(
                        complete -> InvoiceView.of(complete, IssuedInvoices.openMinor(complete.invoice(), posted))));
    }

    /** All of the organization, newest first, without lines. */
    Uni<Page<InvoiceView>> list(UUID organization, Optional<Cursor> cursor, int limit) {
        return transactions.inOrganization(
                organization,
                tenant -> invoices.before(tenant, cursor.map(position -> position.uuid(0)), limit + 1)
                        .chain(rows -> ledger.openMinor(tenant, rows)
                                .map(open -> Page.of(rows, limit, last -> Cursor.of(last.id()))
                                        .map(row -> InvoiceView.summary(row, open.getOrDefault(row.id(), 0L))))));
    }

    /** One of the organization, with its lines. */
    Uni<InvoiceView> byId(UUID organization, UUID id) {
        return transactions.inOrganization(
                organization,
                tenant ->
                        shown(tenant, id).map(found -> found.orElseThrow(() -> ProblemException.notFound("invoice"))));
    }
}
