package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceDraft.Line;
import io.enterprisemode.billing.invoice.InvoiceDraft.Span;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.usage.UsageCounters;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in a document: computed from what is counted now, less what documents charged before. */
@ApplicationScoped
class DocumentLines {

    private final InvoiceRepository invoices;
    private final UsageCounters counters;

    DocumentLines(InvoiceRepository invoices, UsageCounters counters) {
        this.invoices = invoices;
        this.counters = counters;
    }

    /**
     * A document with what is counted in its period.
     *
     * @param counted empty: it is of no usage period, or one of no length
     */
    record Computed(InvoiceDraft draft, Optional<CountedPeriod> counted) {}

    /** What drafts before this one charge that are not issued, by start of the period and meter. */
    static final class ChargedBefore {

        private final Map<UsagePeriod, Map<String, Charged>> charged = new HashMap<>();

        private Map<String, Charged> plus(UsagePeriod period, Map<String, Charged> stored) {
            Map<String, Charged> all = new HashMap<>(stored);
            charged.getOrDefault(period, Map.of()).forEach((meter, more) -> all.merge(meter, more, Charged::plus));
            return all;
        }

        private void note(UsagePeriod period, List<Line> lines) {
            for (Line line : lines) {
                if (line.meter() != null && line.quantity() != null) {
                    charged.computeIfAbsent(period, made -> new HashMap<>())
                            .merge(line.meter(), new Charged(line.quantity(), line.amountMinor()), Charged::plus);
                }
            }
        }
    }

    /** The document that an effect makes. */
    Uni<Computed> of(Run run, Billed billed, Effect effect, TaxRule tax, ChargedBefore before) {
        return switch (effect) {
            case Effect.Issue(var at, List<PriceLine> prices) ->
                Uni.createFrom().item(atOnce(run.catalogue(), billed, prices, tax));
            case Effect.FinalizeDraft(var at, OpenDraft draft) -> ofDraft(run, billed, draft, tax, before);
            case Effect.IssueLast last -> last(run, billed, tax, before);
            case Effect.PlanStarts starts -> throw new IllegalArgumentException("no document: " + starts);
            case Effect.Ends ends -> throw new IllegalArgumentException("no document: " + ends);
        };
    }

    private static Computed atOnce(Catalogue catalogue, Billed billed, List<PriceLine> prices, TaxRule tax) {
        List<Line> lines = prices.stream()
                .map(price -> InvoiceDraft.price(price, catalogue))
                .toList();
        return new Computed(InvoiceDraft.of(billed.currency(), Span.of(lines), lines, tax), Optional.empty());
    }

    private Uni<Computed> ofDraft(Run run, Billed billed, OpenDraft draft, TaxRule tax, ChargedBefore before) {
        List<Line> lines = new ArrayList<>();
        PriceLine fee = draft.fee();
        if (fee != null) {
            lines.add(InvoiceDraft.price(fee, run.catalogue()));
        }
        UsagePeriod period = draft.period();
        List<UsagePeriod.Part> parts = period.parts(billed.plans());
        return counted(run, billed, period, Map.of(), before)
                .invoke(counted -> counted.ifPresent(found -> {
                    List<Line> usage = InvoiceDraft.usage(found, run.catalogue(), billed.currency());
                    before.note(period, usage);
                    lines.addAll(usage);
                }))
                .call(() -> adjustments(run, billed, before).invoke(lines::addAll))
                .map(counted -> new Computed(
                        InvoiceDraft.of(
                                billed.currency(),
                                Span.of(
                                        period,
                                        parts.isEmpty()
                                                ? billed.plan()
                                                : parts.getLast().plan()),
                                lines,
                                tax),
                        counted));
    }

    private Uni<Computed> last(Run run, Billed billed, TaxRule tax, ChargedBefore before) {
        return adjustments(run, billed, before)
                .map(lines -> new Computed(
                        InvoiceDraft.of(
                                billed.currency(),
                                lines.isEmpty()
                                        ? new Span(
                                                billed.plan(),
                                                run.now(),
                                                run.now().plusSeconds(1))
                                        : Span.of(lines),
                                lines,
                                tax),
                        Optional.empty()));
    }

    private Uni<List<Line>> adjustments(Run run, Billed billed, ChargedBefore before) {
        List<Line> lines = new ArrayList<>();
        return Multi.createFrom()
                .iterable(billed.adjustable())
                .onItem()
                .transformToUniAndConcatenate(period -> invoices.charged(run.tenant(), billed.subscriptionId(), period)
                        .chain(charged -> counted(run, billed, period, charged, before))
                        .invoke(counted -> counted.ifPresent(found -> {
                            List<Line> more = InvoiceDraft.adjustments(found, run.catalogue(), billed.currency());
                            before.note(period, more);
                            lines.addAll(more);
                        })))
                .collect()
                .last()
                .replaceWith(lines);
    }

    /** What is counted now in a usage period; empty where it has no length. */
    private Uni<Optional<CountedPeriod>> counted(
            Run run, Billed billed, UsagePeriod period, Map<String, Charged> charged, ChargedBefore before) {
        List<UsagePeriod.Part> parts = period.parts(billed.plans());
        if (parts.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Tenant tenant = run.tenant();
        List<PlanPart> spans = parts.stream()
                .map(part -> new PlanPart(
                        period,
                        part.start(),
                        part.end(),
                        part.plan().plan(),
                        part.plan().version()))
                .toList();
        return counters.billed(tenant, run.catalogue(), spans)
                .map(usage -> Optional.of(new CountedPeriod(period, parts, usage, before.plus(period, charged))));
    }
}
