package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.DocumentLines.ChargedBefore;
import io.enterprisemode.billing.subscription.BillingDocuments;
import io.enterprisemode.billing.subscription.BulkDocuments;
import io.enterprisemode.billing.subscription.BulkDocuments.Draft;
import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.tax.BillingProfiles;
import io.enterprisemode.billing.tax.DocumentParties;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Computes and issues the documents of subscriptions: number, lines, ledger, event and audit record are part of the
 * transaction in which the subscription takes its step, under its lock and those of the counters of the period. What is
 * counted later, in this period or in earlier ones, is an adjustment on the next document. It is the same for requests
 * and for the scheduler.
 */
@ApplicationScoped
class Invoicing implements BillingDocuments {

    private static final Logger LOG = Logger.getLogger(Invoicing.class);

    private final BulkDocuments bulk;
    private final DocumentLines lines;
    private final InvoiceRepository invoices;
    private final CounterCutover counters;
    private final BillingProfiles profiles;
    private final IssuedInvoices ledger;
    private final Outbox outbox;
    private final DocumentEvents events;
    private final InvoicingConfiguration configuration;

    Invoicing(
            BulkDocuments bulk,
            DocumentLines lines,
            InvoiceRepository invoices,
            CounterCutover counters,
            BillingProfiles profiles,
            IssuedInvoices ledger,
            Outbox outbox,
            DocumentEvents events,
            InvoicingConfiguration configuration) {
        this.bulk = bulk;
        this.lines = lines;
        this.invoices = invoices;
        this.counters = counters;
        this.profiles = profiles;
        this.ledger = ledger;
        this.outbox = outbox;
        this.events = events;
        this.configuration = configuration;
    }

    @Override
    public Duration grace() {
        return configuration.grace();
    }

    @Override
    public Uni<Void> issue(Run run, Billed billed, List<PriceLine> prices) {
        return issue(run, billed, new Effect.Issue(run.now(), prices)).replaceWithVoid();
    }

    @Override
    public Uni<Optional<UUID>> finalizeDraft(Run run, Billed billed, OpenDraft draft) {
        Tenant tenant = run.tenant();
        UUID organization = tenant.organizationId();
        return tenant.session()
                .flush()
                .chain(() -> bulk.finalizeDrafts(
                        tenant,
                        run.catalogue(),
                        run.now(),
                        List.of(new Draft(organization, billed, draft)),
                        run.origin()))
                .map(finalized -> Optional.ofNullable(finalized.get(organization)))
                .chain(usual -> usual.map(finalized ->
                                outbox.append(tenant, finalized.events()).replaceWith(finalized.document()))
                        .orElseGet(() -> counters.close(tenant, draft.period())
                                .chain(() -> issue(run, billed, new Effect.FinalizeDraft(run.now(), draft)))));
    }

    @Override
    public Uni<Void> issueLast(Run run, Billed billed) {
        return issue(run, billed, new Effect.IssueLast(run.now())).replaceWithVoid();
    }

    private Uni<Optional<UUID>> issue(Run run, Billed billed, Effect effect) {
        return profiles.forDocument(run.tenant())
                .chain(parties -> lines.of(run, billed, effect, parties.tax(), new ChargedBefore())
                        .chain(computed -> computed.draft().lines().isEmpty()
                                ? Uni.createFrom().item(Optional.empty())
                                : issue(run, billed, computed.draft(), parties).map(Optional::of)));
    }

    private Uni<UUID> issue(Run run, Billed billed, InvoiceDraft draft, DocumentParties parties) {
        return invoices.issue(run.tenant(), billed.subscriptionId(), draft, parties, run.now())
                .call(issued ->
                        outbox.append(run.tenant(), events.of(run.tenant().organizationId(), issued, run.origin())))
                .call(issued -> ledger.post(run.tenant(), issued.invoice(), run.now(), run.traceparent()))
                .invoke(issued -> log(run.tenant().organizationId(), issued.invoice()))
                .map(issued -> issued.invoice().id());
    }

    static void log(UUID organization, Invoice invoice) {
        LOG.infof(
                "organization %s: %s over %d %s for %s to %s",
                organization,
                invoice.printedNumber(),
                invoice.totalMinor(),
                invoice.currency(),
                invoice.periodStart(),
                invoice.periodEnd());
    }
}
