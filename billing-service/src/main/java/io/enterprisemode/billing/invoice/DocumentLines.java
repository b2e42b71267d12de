package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceDraft.Line;
import io.enterprisemode.billing.invoice.InvoiceDraft.Span;
import io.enterprisemode.billing.invoice.InvoiceRepository.SubscriptionUsage;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.BulkDocuments.Draft;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.usage.UsageCounters;
import io.enterprisemode.billing.usage.UsageCounters.PartOf;
import io.enterprisemode.kernel.tenancy.Statements;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

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

        private CountedPeriod plus(CountedPeriod counted) {
            Map<String, Charged> all = new HashMap<>(counted.charged());
            charged.getOrDefault(counted.period(), Map.of())
                    .forEach((meter, more) -> all.merge(meter, more, Charged::plus));
            return new CountedPeriod(counted.period(), counted.parts(), counted.usage(), all);
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
        Map<UsagePeriod, CountedPeriod> counted = new HashMap<>();
        return counted(run, billed, draft.period(), Map.of())
                .invoke(first -> first.ifPresent(found -> counted.put(found.period(), found)))
                .chain(() -> adjustable(run, billed))
                .invoke(counted::putAll)
                .map(all -> ofDraft(run.catalogue(), billed, draft, tax, counted, before));
    }

    /**
     * The document of a draft.
     *
     * @param counted what is counted in its period, and in those that are adjusted; those of no length are left out
     */
    static Computed ofDraft(
            Catalogue catalogue,
            Billed billed,
            OpenDraft draft,
            TaxRule tax,
            Map<UsagePeriod, CountedPeriod> counted,
            ChargedBefore before) {
        List<Line> lines = new ArrayList<>();
        PriceLine fee = draft.fee();
        if (fee != null) {
            lines.add(InvoiceDraft.price(fee, catalogue));
        }
        UsagePeriod period = draft.period();
        List<UsagePeriod.Part> parts = period.parts(billed.plans());
        Optional<CountedPeriod> own = Optional.ofNullable(counted.get(period)).map(before::plus);
        own.ifPresent(found -> {
            List<Line> usage = InvoiceDraft.usage(found, catalogue, billed.currency());
            before.note(period, usage);
            lines.addAll(usage);
        });
        lines.addAll(adjustments(catalogue, billed, counted, before));
        PlanKey plan = parts.isEmpty() ? billed.plan() : parts.getLast().plan();
        return new Computed(InvoiceDraft.of(billed.currency(), Span.of(period, plan), lines, tax), own);
    }

    private Uni<Computed> last(Run run, Billed billed, TaxRule tax, ChargedBefore before) {
        return adjustable(run, billed)
                .map(counted -> adjustments(run.catalogue(), billed, counted, before))
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

    private static List<Line> adjustments(
            Catalogue catalogue, Billed billed, Map<UsagePeriod, CountedPeriod> counted, ChargedBefore before) {
        List<Line> lines = new ArrayList<>();
        for (UsagePeriod period : billed.adjustable()) {
            CountedPeriod found = counted.get(period);
            if (found != null) {
                List<Line> more = InvoiceDraft.adjustments(before.plus(found), catalogue, billed.currency());
                before.note(period, more);
                lines.addAll(more);
            }
        }
        return lines;
    }

    /** What is counted now in the periods that are adjusted, and was charged. */
    private Uni<Map<UsagePeriod, CountedPeriod>> adjustable(Run run, Billed billed) {
        Map<UsagePeriod, CountedPeriod> all = new HashMap<>();
        return Multi.createFrom()
                .iterable(billed.adjustable())
                .onItem()
                .transformToUniAndConcatenate(period -> invoices.charged(run.tenant(), billed.subscriptionId(), period)
                        .chain(charged -> counted(run, billed, period, charged))
                        .invoke(counted -> counted.ifPresent(found -> all.put(period, found))))
                .collect()
                .last()
                .replaceWith(all);
    }

    /** What is counted now in a usage period; empty where it has no length. */
    private Uni<Optional<CountedPeriod>> counted(
            Run run, Billed billed, UsagePeriod period, Map<String, Charged> charged) {
        List<UsagePeriod.Part> parts = period.parts(billed.plans());
        if (parts.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return counters.billed(
                        run.tenant(),
                        run.catalogue(),
                        parts.stream().map(part -> span(period, part)).toList())
                .map(usage -> Optional.of(new CountedPeriod(period, parts, usage, charged)));
    }

    private static PlanPart span(UsagePeriod period, UsagePeriod.Part part) {
        return new PlanPart(
                period,
                part.start(),
                part.end(),
                part.plan().plan(),
                part.plan().version());
    }

    /** A usage period of a subscription, all under one plan. */
    private record Whole(SubscriptionUsage of, UsagePeriod.Part part) {

        private PartOf asCounted() {
            return new PartOf(of.organizationId(), span(of.period(), part));
        }
    }

    /** Whether all of its periods are under one plan each, so that {@link #counted} can read them. */
    static boolean isWhole(Draft draft) {
        return periods(draft)
                .allMatch(period -> period.parts(draft.billed().plans()).size() <= 1);
    }

    private static Stream<UsagePeriod> periods(Draft draft) {
        return Stream.concat(Stream.of(draft.draft().period()), draft.billed().adjustable().stream());
    }

    /**
     * What is counted now in the periods of drafts, and in those that they adjust, by organization; those of no length
     * are left out.
     *
     * @param drafts of an organization each, all whole
     */
    Uni<Map<UUID, Map<UsagePeriod, CountedPeriod>>> counted(
            Statements statements, Catalogue catalogue, List<Draft> drafts) {
        List<Whole> periods = drafts.stream()
                .flatMap(draft -> periods(draft)
                        .flatMap(period -> period.parts(draft.billed().plans()).stream()
                                .map(part -> new Whole(
                                        new SubscriptionUsage(
                                                draft.organizationId(),
                                                draft.billed().subscriptionId(),
                                                period),
                                        part))))
                .toList();
        return Uni.combine()
                .all()
                .unis(
                        counters.billed(
                                statements,
                                catalogue,
                                periods.stream().map(Whole::asCounted).toList()),
                        invoices.charged(
                                statements, periods.stream().map(Whole::of).toList()))
                .with((usage, charged) -> {
                    Map<UUID, Map<UsagePeriod, CountedPeriod>> counted = new HashMap<>();
                    for (int i = 0; i < periods.size(); i++) {
                        Whole each = periods.get(i);
                        UsagePeriod period = each.of().period();
                        counted.computeIfAbsent(each.of().organizationId(), organization -> new HashMap<>())
                                .put(
                                        period,
                                        new CountedPeriod(period, List.of(each.part()), usage.get(i), charged.get(i)));
                    }
                    return counted;
                });
    }
}
