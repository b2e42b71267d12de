package io.enterprisemode.billing.invoice;

import static io.enterprisemode.kernel.tenancy.DatabaseTime.parameter;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.invoice.OpenInvoicesView.OpenAmount;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.DocumentParties;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.kernel.tenancy.EntityRows;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

@ApplicationScoped
class InvoiceRepository implements PanacheRepositoryBase<Invoice, OrgScopedId> {

    /** After every other in the order of ids. */
    private static final UUID LAST_ID = new UUID(-1L, -1L);

    /** An invoice with all that belongs to it. */
    record Complete(
            Invoice invoice,
            List<InvoiceLine> lines,
            List<PlanOverage> overages,
            List<OverageRate> rates,
            List<OverageWorkspace> workspaces) {

        Complete {
            lines = List.copyOf(lines);
            overages = List.copyOf(overages);
            rates = List.copyOf(rates);
            workspaces = List.copyOf(workspaces);
        }
    }

    /** A document that was issued just now. */
    record Issued(Invoice invoice, DocumentRows rows) {}

    private static final EntityRows<Invoice> ROWS = new EntityRows<>(Invoice.class);

    private static final EntityRows<InvoiceLine> LINE_ROWS = new EntityRows<>(InvoiceLine.class);
    private static final EntityRows<PlanOverage> OVERAGE_ROWS = new EntityRows<>(PlanOverage.class);
    private static final EntityRows<OverageRate> RATE_ROWS = new EntityRows<>(OverageRate.class);
    private static final EntityRows<OverageWorkspace> WORKSPACE_ROWS = new EntityRows<>(OverageWorkspace.class);

    private static final String BY_ID =
            "select " + ROWS.columns("i") + " from invoice_history i where i.org_id = $1 and i.id = $2";

    private static final String LINES = "select " + LINE_ROWS.columns("l")
            + " from invoice_line l where l.org_id = $1 and l.invoice_id = $2 order by l.position";

    private static final String OVERAGES = "select " + OVERAGE_ROWS.columns("o") + """
             from invoice_line l
             join plan_overages o on o.org_id = l.org_id and o.id = l.id
            where l.org_id = $1 and l.invoice_id = $2""";

    private static final String RATES = "select " + RATE_ROWS.columns("r") + """
             from invoice_line l
             join plan_overage_rate r on r.org_id = l.org_id and r.overage_id = l.id
            where l.org_id = $1 and l.invoice_id = $2
            order by r.overage_id, r.position""";

    /** What each used, the largest first. */
    private static final String WORKSPACES = "select " + WORKSPACE_ROWS.columns("w") + """
             from invoice_line l
             join plan_overage_workspace w on w.org_id = l.org_id and w.overage_id = l.id
            where l.org_id = $1 and l.invoice_id = $2
            order by w.quantity desc, w.workspace_id""";

    private static final String CHARGED = """
            select asked.position, l.meter_code, l.quantity, l.amount_minor
              from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) with ordinality
                   as asked (org_id, subscription_id, period_start, period_end, position)
             cross join lateral (
                   select meter_code, cast(sum(quantity) as bigint) as quantity,
                          cast(sum(amount_minor) as bigint) as amount_minor
                     from invoice_line
                    where org_id = asked.org_id and subscription_id = asked.subscription_id
                      and kind in ('OVERAGE', 'ADJUSTMENT')
                      and period_start >= asked.period_start and period_end <= asked.period_end
                    group by meter_code) l""";

    /** The next numbers of organizations in the series of a kind; given back when the transaction fails. */
    private static Uni<Map<UUID, Long>> nextNumbers(
            Statements statements, DocumentKind kind, Collection<UUID> organizations) {
        String column =
                switch (kind) {
                    case INVOICE -> "last_number";
                    case CREDIT_NOTE -> "last_credit_note";
                };
        return statements
                .rows(
                        """
                        insert into invoice_number as n (org_id, last_number, last_credit_note)
                        select org_id, $2, $3 from unnest($1::uuid[]) as asked (org_id)
                        on conflict (org_id) do update set %1$s = n.%1$s + 1
                        returning org_id, %1$s""".formatted(column),
                        organizations.toArray(UUID[]::new),
                        kind == DocumentKind.INVOICE ? 1L : 0L,
                        kind == DocumentKind.CREDIT_NOTE ? 1L : 0L)
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(row -> (UUID) row[0], row -> ((Number) row[1]).longValue())));
    }

    /** Stores a document with its lines, under the next number of its series. */
    Uni<Issued> issue(
            Tenant tenant, UUID subscriptionId, InvoiceDraft draft, DocumentParties parties, Instant issuedAt) {
        DocumentKind kind = draft.totals().isCreditNote() ? DocumentKind.CREDIT_NOTE : DocumentKind.INVOICE;
        return nextNumbers(tenant, kind, List.of(tenant.organizationId()))
                .map(numbers -> Objects.requireNonNull(numbers.get(tenant.organizationId())))
                .chain(number -> (kind == DocumentKind.CREDIT_NOTE
                                ? corrected(tenant, subscriptionId, draft)
                                : Uni.createFrom().item(Optional.<UUID>empty()))
                        .chain(corrects -> issue(
                                tenant,
                                new Invoice(
                                        new OrgScopedId(tenant.organizationId(), UuidCreator.getTimeOrderedEpoch()),
                                        kind,
                                        number,
                                        subscriptionId,
                                        draft,
                                        corrects.orElse(null),
                                        parties,
                                        issuedAt),
                                draft)));
    }

    /** The invoice that charged what the first line credits: the last one with the same item, or with that fee. */
    private static Uni<Optional<UUID>> corrected(Tenant tenant, UUID subscriptionId, InvoiceDraft draft) {
        InvoiceDraft.Line first = draft.lines().getFirst();
        boolean isPrice = first.kind() == LineKind.CREDIT;
        return tenant.session()
                .createNativeQuery("""
                        select l.invoice_id
                          from invoice_line l
                          join invoice_history i on i.org_id = l.org_id and i.id = l.invoice_id
                         where l.org_id = ?1 and l.subscription_id = ?2 and i.kind = 'INVOICE'
                           and l.kind = any (string_to_array(?3, ',')) and l.period_end = ?4
                           and coalesce(l.meter_code, '') = ?5
                         order by i.number desc
                         limit 1""", UUID.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, isPrice ? "SUBSCRIPTION" : "OVERAGE,ADJUSTMENT")
                .setParameter(4, first.end())
                .setParameter(5, first.meter() == null ? "" : first.meter())
                .getResultList()
                .map(rows -> rows.stream().findFirst());
    }

    private static Uni<Issued> issue(Tenant tenant, Invoice invoice, InvoiceDraft draft) {
        Issued issued = new Issued(invoice, DocumentRows.of(draft));
        return tenant.session()
                .persist(invoice)
                .chain(() -> tenant.session().flush())
                .chain(() -> DocumentRows.insert(tenant, Map.of(tenant.organizationId(), issued)))
                .replaceWith(issued);
    }

    /**
     * Invoices of organizations under their next numbers, not stored yet.
     *
     * @param drafts by organization, none a credit note
     */
    Uni<Map<UUID, Issued>> numbered(Statements statements, Map<UUID, DraftToIssue> drafts, Instant issuedAt) {
        return nextNumbers(statements, DocumentKind.INVOICE, drafts.keySet()).map(numbers -> {
            Map<UUID, Issued> issued = new LinkedHashMap<>();
            drafts.forEach((organization, each) -> issued.put(
                    organization,
                    new Issued(
                            new Invoice(
                                    new OrgScopedId(organization, UuidCreator.getTimeOrderedEpoch()),
                                    DocumentKind.INVOICE,
                                    Objects.requireNonNull(numbers.get(organization)),
                                    each.subscriptionId(),
                                    each.draft(),
                                    null,
                                    each.parties(),
                                    issuedAt),
                            DocumentRows.of(each.draft()))));
            return issued;
        });
    }

    /** A document to be issued for a subscription. */
    record DraftToIssue(UUID subscriptionId, InvoiceDraft draft, DocumentParties parties) {}

    /** Stores numbered invoices with their lines. */
    Uni<Void> insert(Statements statements, Map<UUID, Issued> documents) {
        return Uni.combine()
                .all()
                .unis(
                        ROWS.insert(
                                statements,
                                documents.values().stream().map(Issued::invoice).toList()),
                        DocumentRows.insert(statements, documents))
                .discardItems();
    }

    /** A usage period of a subscription. */
    record SubscriptionUsage(UUID organizationId, UUID subscriptionId, UsagePeriod period) {}

    /** What was charged for the usage of a period, by meter. */
    Uni<Map<String, Charged>> charged(Tenant tenant, UUID subscriptionId, UsagePeriod period) {
        return charged(tenant, List.of(new SubscriptionUsage(tenant.organizationId(), subscriptionId, period)))
                .map(List::getFirst);
    }

    /** The same of several periods, in their order. */
    Uni<List<Map<String, Charged>>> charged(Statements statements, List<SubscriptionUsage> periods) {
        List<Map<String, Charged>> charged = new ArrayList<>();
        periods.forEach(each -> charged.add(new HashMap<>()));
        return statements
                .rows(
                        CHARGED,
                        column(periods, UUID[]::new, SubscriptionUsage::organizationId),
                        column(periods, UUID[]::new, SubscriptionUsage::subscriptionId),
                        column(
                                periods,
                                OffsetDateTime[]::new,
                                each -> parameter(each.period().start())),
                        column(
                                periods,
                                OffsetDateTime[]::new,
                                each -> parameter(each.period().end())))
                .map(rows -> {
                    rows.forEach(row -> charged.get(((Number) row[0]).intValue() - 1)
                            .put(
                                    (String) row[1],
                                    new Charged(((Number) row[2]).longValue(), ((Number) row[3]).longValue())));
                    return charged;
                });
    }

    private static <T, C> C[] column(List<T> rows, IntFunction<C[]> array, Function<T, C> value) {
        return rows.stream().map(value).toArray(array);
    }

    /** What documents before a line charged for its meter and usage period. */
    Uni<Charged> chargedBefore(Tenant tenant, UUID subscriptionId, InvoiceLine line) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(coalesce(sum(quantity), 0) as bigint),
                               cast(coalesce(sum(amount_minor), 0) as bigint)
                          from invoice_line
                         where org_id = ?1 and subscription_id = ?2 and kind in ('OVERAGE', 'ADJUSTMENT')
                           and period_start = ?3 and period_end = ?4 and meter_code = ?5 and id < ?6""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, line.periodStart())
                .setParameter(4, line.periodEnd())
                .setParameter(5, line.meter())
                .setParameter(6, line.id())
                .getSingleResult()
                .map(row -> new Charged(((Number) row[0]).longValue(), ((Number) row[1]).longValue()));
    }

    /** When a document charged or credited usage of a period last; empty: none did. */
    Uni<Optional<Instant>> lastCharged(Tenant tenant, UUID subscriptionId, UsagePeriod period) {
        return tenant.session()
                .createNativeQuery("""
                        select i.issued_at
                          from invoice_line l
                          join invoice_history i on i.org_id = l.org_id and i.id = l.invoice_id
                         where l.org_id = ?1 and l.subscription_id = ?2 and l.kind in ('OVERAGE', 'ADJUSTMENT')
                           and l.period_start >= ?3 and l.period_end <= ?4
                         order by i.issued_at desc
                         limit 1""", Instant.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, period.start())
                .setParameter(4, period.end())
                .getResultList()
                .map(rows -> rows.stream().findFirst());
    }

    /** The ids of all documents of the organization, in the order in which they were issued. */
    Uni<List<UUID>> ids(Tenant tenant) {
        return tenant.session()
                .createQuery("select id from Invoice where organizationId = ?1 order by id", UUID.class)
                .setParameter(1, tenant.organizationId())
                .getResultList();
    }

    /** One of the organization, past the session, which is flushed before. */
    Uni<Optional<Complete>> byId(Tenant tenant, UUID id) {
        UUID organization = tenant.organizationId();
        return tenant.session()
                .flush()
                .chain(() -> Uni.combine()
                        .all()
                        .unis(
                                tenant.rows(BY_ID, organization, id),
                                tenant.rows(LINES, organization, id),
                                tenant.rows(OVERAGES, organization, id),
                                tenant.rows(RATES, organization, id),
                                tenant.rows(WORKSPACES, organization, id))
                        .with((invoice, lines, overages, rates, workspaces) -> ROWS.read(invoice).stream()
                                .findFirst()
                                .map(found -> new Complete(
                                        found,
                                        LINE_ROWS.read(lines),
                                        OVERAGE_ROWS.read(overages),
                                        RATE_ROWS.read(rates),
                                        WORKSPACE_ROWS.read(workspaces)))));
    }

    /** The open invoices by currency, over all of the organization. */
    Uni<List<OpenAmount>> open(Tenant tenant) {
        return tenant.session()
                .createNativeQuery("""
                        select i.currency, count(*), cast(sum(coalesce(p.open_minor, i.total_minor)) as bigint),
                               min(i.issued_at)
                          from invoice_history i
                          left join (select invoice_id, sum(amount_minor) as open_minor
                                       from ledger_posting where org_id = ?1 and invoice_id is not null
                                      group by invoice_id) p on p.invoice_id = i.id
                         where i.org_id = ?1 and i.status = 'OPEN' and i.total_minor > 0
                         group by i.currency
                         order by i.currency""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new OpenAmount(
                                ((Number) row[1]).longValue(),
                                new Money(((Number) row[2]).longValue(), (String) row[0]),
                                ((OffsetDateTime) row[3]).toInstant()))
                        .toList());
    }

    /** Newest first, before an id. */
    Uni<List<Invoice>> before(Tenant tenant, Optional<UUID> id, int count) {
        return find("organizationId = ?1 and id < ?2 order by id desc", tenant.organizationId(), id.orElse(LAST_ID))
                .page(0, count)
                .list();
    }
}
