package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.billing.usage.UsageCounters;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Computes and issues the invoice of a period: number, lines, event, audit record and the step of the billing cycle are
 * one transaction, under the locks of the subscription and of the counters of the period. What is counted later, in
 * this period or in earlier ones, is an adjustment on the next invoice. It is the same for requests and for the
 * scheduler.
 */
@ApplicationScoped
class Invoicing {

    private static final Logger LOG = Logger.getLogger(Invoicing.class);

    private final InvoiceRepository invoices;
    private final UsageCounters counters;
    private final BillingCycle cycle;
    private final IssuedInvoices ledger;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    Invoicing(
            InvoiceRepository invoices,
            UsageCounters counters,
            BillingCycle cycle,
            IssuedInvoices ledger,
            Outbox outbox,
            AuditTrail audit,
            Clock clock) {
        this.invoices = invoices;
        this.counters = counters;
        this.cycle = cycle;
        this.ledger = ledger;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a period costs by what is counted now. */
    Uni<InvoiceDraft> draft(Tenant tenant, Catalogue catalogue, SubscriptionTerms terms, BillingPeriod period) {
        return counted(tenant, catalogue, terms, period).map(counted -> counted.draft(terms, catalogue));
    }

    /**
     * What an invoice is made of.
     *
     * @param period that is to be invoiced
     * @param earlier those that were invoiced before, and of which usage may have come in since
     */
    record Counted(CountedPeriod period, List<CountedPeriod> earlier) {

        Counted {
            earlier = List.copyOf(earlier);
        }

        InvoiceDraft draft(SubscriptionTerms terms, Catalogue catalogue) {
            return InvoiceDraft.of(terms.interval(), catalogue.meters(), period, earlier);
        }
    }

    /** What is counted now in a period and in those before it. */
    Uni<Counted> counted(Tenant tenant, Catalogue catalogue, SubscriptionTerms terms, BillingPeriod period) {
        List<CountedPeriod> earlier = new ArrayList<>();
        return invoices.adjustable(tenant, terms.id(), period.start())
                .onItem()
                .transformToMulti(starts -> Multi.createFrom().iterable(starts))
                .onItem()
                .transformToUniAndConcatenate(start -> {
                    BillingPeriod before = terms.periodAt(start).orElseThrow();
                    return invoices.charged(tenant, terms.id(), before)
                            .chain(charged -> counted(tenant, catalogue, terms, before, charged))
                            .invoke(earlier::add);
                })
                .collect()
                .last()
                .chain(() -> counted(tenant, catalogue, terms, period, Map.of()))
                .map(counted -> new Counted(counted, earlier));
    }

    private Uni<CountedPeriod> counted(
            Tenant tenant,
            Catalogue catalogue,
            SubscriptionTerms terms,
            BillingPeriod period,
            Map<String, Charged> charged) {
        List<PlanPart> spans = terms.partsOf(period);
        List<InvoiceDraft.Part> parts = spans.stream()
                .map(span -> new InvoiceDraft.Part(span, catalogue.version(span.plan(), span.planVersion())))
                .toList();
        return counters.billed(tenant, catalogue, spans).map(usage -> new CountedPeriod(parts, usage, charged));
    }

    /**
     * Issues the invoice of the next period, which must be over.
     *
     * @param origin of the request; null: the scheduler
     */
    Uni<Complete> issueNext(Tenant tenant, Catalogue catalogue, BillingCycle.Locked locked, @Nullable Origin origin) {
        SubscriptionTerms terms = locked.terms();
        Instant now = DatabaseTime.now(clock);
        String traceparent = origin == null ? null : origin.traceparent();
        return cycle.close(tenant, locked)
                .chain(() -> draft(tenant, catalogue, terms, locked.next()))
                .chain(draft -> invoices.nextNumber(tenant)
                        .chain(number -> invoices.issue(tenant, terms.id(), draft, number, now))
                        .call(issued -> ledger.post(tenant, issued.invoice()))
                        .call(issued -> outbox.append(
                                tenant,
                                EventTypes.INVOICE_FINALIZED,
                                finalized(tenant.organizationId(), issued),
                                traceparent))
                        .call(issued -> record(tenant, origin, issued))
                        .call(issued -> cycle.invoiced(tenant, locked, latest(catalogue, terms), now, traceparent)))
                .invoke(issued -> LOG.infof(
                        "organization %s: invoice %s over %d %s for %s to %s",
                        tenant.organizationId(),
                        issued.invoice().printedNumber(),
                        issued.invoice().totalMinor(),
                        issued.invoice().currency(),
                        issued.invoice().periodStart(),
                        issued.invoice().periodEnd()));
    }

    private static PlanVersion latest(Catalogue catalogue, SubscriptionTerms terms) {
        PlanSpan latest = terms.latestPlan();
        return catalogue.version(latest.plan(), latest.planVersion());
    }

    private Uni<Void> record(Tenant tenant, @Nullable Origin origin, Complete issued) {
        Invoice invoice = issued.invoice();
        AuditEntry entry = AuditEntry.of(
                AuditCategory.BILLING,
                "billing.invoice.finalized",
                new Target("invoice", invoice.id().toString(), invoice.printedNumber()),
                Map.of(
                        "totalMinor", invoice.totalMinor(),
                        "currency", invoice.currency(),
                        "periodStart", invoice.periodStart().toString(),
                        "periodEnd", invoice.periodEnd().toString()));
        return origin == null ? audit.record(tenant, entry) : audit.record(tenant, origin, entry);
    }

    private static InvoiceFinalized finalized(UUID organization, Complete issued) {
        Invoice invoice = issued.invoice();
        List<InvoiceFinalized.Line> lines = issued.lines().stream()
                .map(line -> {
                    BigDecimal unitPrice = line.unitPrice();
                    return new InvoiceFinalized.Line(
                            line.id(),
                            line.kind(),
                            line.meter(),
                            line.description(),
                            line.quantity(),
                            unitPrice == null ? null : unitPrice.toPlainString(),
                            line.amountMinor(),
                            issued.workspaces().stream()
                                    .filter(share -> share.overageId().equals(line.id()))
                                    .map(share ->
                                            new InvoiceFinalized.WorkspaceShare(share.workspaceId(), share.quantity()))
                                    .toList());
                })
                .toList();
        return new InvoiceFinalized(
                organization,
                invoice.id(),
                invoice.printedNumber(),
                invoice.currency(),
                invoice.periodStart(),
                invoice.periodEnd(),
                invoice.issuedAt(),
                lines,
                invoice.subtotalMinor(),
                invoice.taxMinor(),
                invoice.totalMinor());
    }
}
