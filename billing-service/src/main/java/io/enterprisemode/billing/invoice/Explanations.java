package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.ExplanationView.EventsView;
import io.enterprisemode.billing.invoice.ExplanationView.HourView;
import io.enterprisemode.billing.invoice.ExplanationView.HoursView;
import io.enterprisemode.billing.invoice.ExplanationView.NowView;
import io.enterprisemode.billing.invoice.ExplanationView.UsageView;
import io.enterprisemode.billing.invoice.ExplanationView.WorkspaceHoursView;
import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.invoice.LineExplanation.RatedThen;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BilledPeriods;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.billing.subscription.BilledPeriods.ChosenPart;
import io.enterprisemode.billing.usage.UsageCounters;
import io.enterprisemode.billing.usage.UsageEvents;
import io.enterprisemode.billing.usage.UsageEvents.Position;
import io.enterprisemode.billing.usage.UsageEvents.StoredEvent;
import io.enterprisemode.billing.usage.UsageHours;
import io.enterprisemode.billing.usage.UsageHours.Hours;
import io.enterprisemode.billing.usage.UsageHours.WorkspaceHours;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Why lines of invoices amount to what they do, down to the events. */
@ApplicationScoped
class Explanations {

    /** How many hours are shown one by one: those of a month of one workspace, and a few more. */
    private static final int MOST_HOURS = 1_000;

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final InvoiceRepository invoices;
    private final BilledPeriods periods;
    private final UsageCounters counters;
    private final UsageHours hours;
    private final UsageEvents events;

    Explanations(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            InvoiceRepository invoices,
            BilledPeriods periods,
            UsageCounters counters,
            UsageHours hours,
            UsageEvents events) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.invoices = invoices;
        this.periods = periods;
        this.counters = counters;
        this.hours = hours;
        this.events = events;
    }

    /** A line of an invoice. */
    private record Found(Tenant tenant, Catalogue catalogue, Complete complete, InvoiceLine line) {

        Invoice invoice() {
            return complete.invoice();
        }

        String currency() {
            return invoice().currency();
        }

        Meter meter() {
            return catalogue.meter(Objects.requireNonNull(line.meter())).orElseThrow();
        }
    }

    private static Found found(Tenant tenant, Catalogue catalogue, Optional<Complete> invoice, UUID lineId) {
        Complete complete = invoice.orElseThrow(() -> ProblemException.notFound("invoice"));
        return new Found(
                tenant,
                catalogue,
                complete,
                complete.lines().stream()
                        .filter(line -> line.id().equals(lineId))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.notFound("line of the invoice")));
    }

    /** One line; a 404 problem when there is none. */
    Uni<ExplanationView> of(UUID organization, UUID id, UUID lineId) {
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> invoices.byId(tenant, id)
                        .map(invoice -> found(tenant, current, invoice, lineId))
                        .chain(found -> found.line().meter() == null
                                ? Uni.createFrom().item(LineExplanation.price(found.line(), found.currency()))
                                : usage(found))));
    }

    private Uni<ExplanationView> usage(Found found) {
        InvoiceLine line = found.line();
        return invoices.chargedBefore(found.tenant(), found.invoice().subscriptionId(), line)
                .chain(before -> hours.of(
                                found.tenant(), found.meter(), line.periodStart(), line.periodEnd(), MOST_HOURS)
                        .chain(counted -> now(found).map(now -> usage(found, before, counted, now))));
    }

    private Uni<Optional<NowView>> now(Found found) {
        UUID subscription = found.invoice().subscriptionId();
        return periods.of(found.tenant(), found.catalogue(), subscription)
                .map(all -> all.stream()
                        .filter(period ->
                                period.period().start().equals(found.line().periodStart())
                                        && !period.parts().isEmpty())
                        .findFirst())
                .chain(period -> period.map(billed -> invoices.charged(found.tenant(), subscription, billed.period())
                                .chain(charged -> counters.billed(found.tenant(), found.catalogue(), billed.planParts())
                                        .map(usage -> Optional.of(now(
                                                found,
                                                billed,
                                                charged.getOrDefault(
                                                        found.meter().code(), Charged.NOTHING),
                                                UsageProof.of(
                                                        found.meter(),
                                                        billed.parts().size(),
                                                        usage))))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private static NowView now(Found found, BilledPeriod period, Charged charged, UsageCounters.BilledUsage usage) {
        UsageLines.Rating rating = UsageLines.rating(
                period.period(),
                period.parts().stream().map(ChosenPart::part).toList(),
                usage.parts(),
                usage.meter(),
                (plan, meter) ->
                        found.catalogue().version(plan.plan(), plan.version()).allowance(meter),
                found.currency());
        long amountMinor = rating.charges().rounded(found.currency()).amountMinor();
        return new NowView(
                rating.used(),
                LineExplanation.charge(new Charged(rating.charges().charged(), amountMinor), found.currency()),
                LineExplanation.charge(charged, found.currency()),
                new Money(Math.subtractExact(amountMinor, charged.amountMinor()), found.currency()));
    }

    private ExplanationView usage(Found found, Charged before, Hours counted, Optional<NowView> now) {
        InvoiceLine line = found.line();
        Meter meter = found.meter();
        String currency = found.currency();
        PlanOverage overage = found.complete().overages().stream()
                .filter(each -> each.id().equals(line.id()))
                .findFirst()
                .orElse(null);
        List<OverageRate> rates = found.complete().rates().stream()
                .filter(each -> each.overageId().equals(line.id()))
                .toList();
        Charged here = new Charged(Objects.requireNonNullElse(line.quantity(), 0L), line.amountMinor());
        Charged all = before.plus(here);
        RatedThen rated = LineExplanation.rated(line, meter, overage, rates, all, found.catalogue(), currency);
        return new ExplanationView(
                line.id(),
                line.kind(),
                line.description(),
                new Money(line.amountMinor(), currency),
                LineExplanation.formula(line, meter, overage, rated, before, currency),
                LineExplanation.rounding(rated, currency),
                null,
                new UsageView(
                        meter.code(),
                        meter.unit(),
                        meter.aggregation(),
                        line.periodStart(),
                        line.periodEnd(),
                        overage == null ? null : overage.used(),
                        overage == null ? null : overage.included(),
                        rated.parts(),
                        LineExplanation.charge(all, currency),
                        LineExplanation.charge(before, currency),
                        LineExplanation.charge(here, currency),
                        now.orElse(null),
                        hours(line, counted),
                        new EventsView(
                                events.isComplete(line.periodStart()),
                                events.keptSince(),
                                "/api/billing/invoices/%s/lines/%s/events"
                                        .formatted(found.invoice().id(), line.id()))));
    }

    private static HoursView hours(InvoiceLine line, Hours counted) {
        long all =
                counted.workspaces().stream().mapToLong(WorkspaceHours::hours).sum();
        return new HoursView(
                !isHour(line.periodStart()) || !isHour(line.periodEnd()),
                counted.workspaces().stream()
                        .map(each -> new WorkspaceHoursView(
                                each.workspaceId(), each.hours(), each.events(), each.quantity()))
                        .toList(),
                counted.first().stream()
                        .map(hour -> new HourView(hour.hour(), hour.workspaceId(), hour.quantity(), hour.events()))
                        .toList(),
                all - counted.first().size());
    }

    private static boolean isHour(Instant instant) {
        return instant.truncatedTo(ChronoUnit.HOURS).equals(instant);
    }

    /** The events behind a line, of a price none; a 404 problem when there is no such line. */
    Uni<LineEventsView> events(UUID organization, UUID id, UUID lineId, Optional<Cursor> cursor, int limit) {
        Optional<Position> after = cursor.map(position -> new Position(position.instant(0), position.uuid(1)));
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> invoices.byId(tenant, id)
                        .map(invoice -> found(tenant, current, invoice, lineId))
                        .chain(found -> events(found, after, limit))));
    }

    private Uni<LineEventsView> events(Found found, Optional<Position> after, int limit) {
        InvoiceLine line = found.line();
        if (line.meter() == null) {
            return Uni.createFrom().item(new LineEventsView(List.of(), null, true, events.keptSince()));
        }
        return events.page(found.tenant(), found.meter(), line.periodStart(), line.periodEnd(), after, limit + 1)
                .map(rows -> {
                    Page<StoredEvent> page = Page.of(rows, limit, last -> Cursor.of(last.time(), last.identity()));
                    return new LineEventsView(
                            page.items().stream()
                                    .map(event -> LineEventView.of(
                                            event, found.invoice().issuedAt()))
                                    .toList(),
                            page.nextCursor(),
                            events.isComplete(line.periodStart()),
                            events.keptSince());
                });
    }
}
