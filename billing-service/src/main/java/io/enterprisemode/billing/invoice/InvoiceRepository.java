package io.enterprisemode.billing.invoice;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.invoice.OpenInvoicesView.OpenAmount;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

@ApplicationScoped
class InvoiceRepository implements PanacheRepositoryBase<Invoice, OrgScopedId> {

    /**
     * How long after a period, and after the invoice of the one before, its usage may come in: 35 days late, a
     * reservation held for a day, and a day of what waits in a queue.
     */
    private static final String LATEST = "37 days";

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

    /** The next number of the organization; given back when the transaction fails. */
    Uni<Long> nextNumber(Tenant tenant) {
        return tenant.session()
                .createNativeQuery("""
                        insert into invoice_number as n (org_id, last_number) values (?1, 1)
                        on conflict (org_id) do update set last_number = n.last_number + 1
                        returning last_number""", Long.class)
                .setParameter(1, tenant.organizationId())
                .getSingleResult();
    }

    /** Stores an invoice with its lines. */
    Uni<Complete> issue(Tenant tenant, UUID subscriptionId, InvoiceDraft draft, long number, Instant issuedAt) {
        UUID organization = tenant.organizationId();
        Invoice invoice = new Invoice(
                new OrgScopedId(organization, UuidCreator.getTimeOrderedEpoch()),
                number,
                subscriptionId,
                draft,
                issuedAt);
        List<InvoiceLine> lines = new ArrayList<>();
        List<PlanOverage> overages = new ArrayList<>();
        List<OverageRate> rates = new ArrayList<>();
        List<OverageWorkspace> workspaces = new ArrayList<>();
        for (InvoiceDraft.Line line : draft.lines()) {
            OrgScopedId key = new OrgScopedId(organization, UuidCreator.getTimeOrderedEpoch());
            lines.add(new InvoiceLine(key, invoice, lines.size() + 1, line));
            InvoiceDraft.Overage overage = line.overage();
            if (overage != null) {
                overages.add(new PlanOverage(key, line, overage));
                for (int i = 0; i < overage.rates().size(); i++) {
                    rates.add(new OverageRate(
                            new OverageRate.Key(organization, key.id(), i + 1),
                            overage.rates().get(i)));
                }
                overage.workspaces()
                        .forEach(share -> workspaces.add(new OverageWorkspace(
                                new OverageWorkspace.Key(organization, key.id(), share.workspaceId()),
                                share.quantity())));
            }
        }
        Mutiny.Session session = tenant.session();
        return session.persist(invoice)
                .chain(session::flush)
                .chain(() -> session.persistAll(lines.toArray()))
                .chain(session::flush)
                .chain(() -> session.persistAll(overages.toArray()))
                .chain(session::flush)
                .chain(() -> session.persistAll(rates.toArray()))
                .chain(() -> session.persistAll(workspaces.toArray()))
                .chain(session::flush)
                .replaceWith(new Complete(invoice, lines, overages, rates, workspaces));
    }

    /**
     * The starts of the periods before one that were invoiced and of which usage may have come in since the invoice
     * before: those that were over at most {@link #LATEST} before it.
     */
    Uni<List<Instant>> adjustable(Tenant tenant, UUID subscriptionId, Instant before) {
        return tenant.session()
                .createNativeQuery("""
                        select i.period_start
                          from invoice_history i
                         cross join (select max(issued_at) as at from invoice_history
                                      where org_id = ?1 and subscription_id = ?2 and period_start < ?3) last
                         where i.org_id = ?1 and i.subscription_id = ?2 and i.period_start < ?3 and i.adjustable
                           and i.period_end >= last.at - interval '%s'
                         order by i.period_start""".formatted(LATEST), OffsetDateTime.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, before)
                .getResultList()
                .map(rows -> rows.stream().map(OffsetDateTime::toInstant).toList());
    }

    /** What was charged for the usage of a period, by meter. */
    Uni<Map<String, Charged>> charged(Tenant tenant, UUID subscriptionId, BillingPeriod period) {
        return tenant.session()
                .createNativeQuery("""
                        select meter_code, cast(sum(quantity) as bigint), cast(sum(amount_minor) as bigint)
                          from invoice_line
                         where org_id = ?1 and subscription_id = ?2 and kind in ('OVERAGE', 'ADJUSTMENT')
                           and period_start >= ?3 and period_end <= ?4
                         group by meter_code""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, period.start())
                .setParameter(4, period.end())
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> (String) row[0],
                                row -> new Charged(((Number) row[1]).longValue(), ((Number) row[2]).longValue()))));
    }

    /** The invoice of a period. */
    Uni<Optional<Complete>> ofPeriod(Tenant tenant, UUID subscriptionId, Instant periodStart) {
        return find(
                        "organizationId = ?1 and subscriptionId = ?2 and periodStart = ?3",
                        tenant.organizationId(),
                        subscriptionId,
                        periodStart)
                .firstResult()
                .chain(found -> complete(tenant, Optional.ofNullable(found)));
    }

    /** One of the organization. */
    Uni<Optional<Complete>> byId(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id))
                .chain(found -> complete(tenant, Optional.ofNullable(found)));
    }

    private static Uni<Optional<Complete>> complete(Tenant tenant, Optional<Invoice> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Invoice invoice = found.get();
        UUID organization = tenant.organizationId();
        Mutiny.Session session = tenant.session();
        return session.createQuery(
                        "from InvoiceLine where organizationId = ?1 and invoiceId = ?2 order by position",
                        InvoiceLine.class)
                .setParameter(1, organization)
                .setParameter(2, invoice.id())
                .getResultList()
                .chain(lines -> {
                    List<UUID> ids = lines.stream().map(InvoiceLine::id).toList();
                    return of(session, PlanOverage.class, "id in ?2", organization, ids)
                            .chain(overages -> of(
                                            session,
                                            OverageRate.class,
                                            "overageId in ?2 order by overageId, position",
                                            organization,
                                            ids)
                                    .chain(rates -> of(
                                                    session,
                                                    OverageWorkspace.class,
                                                    "overageId in ?2 order by quantity desc, workspaceId",
                                                    organization,
                                                    ids)
                                            .map(workspaces -> Optional.of(
                                                    new Complete(invoice, lines, overages, rates, workspaces)))));
                });
    }

    private static <T> Uni<List<T>> of(
            Mutiny.Session session, Class<T> type, String condition, UUID organization, List<UUID> lines) {
        return session.createQuery("from " + type.getSimpleName() + " where organizationId = ?1 and " + condition, type)
                .setParameter(1, organization)
                .setParameter(2, lines)
                .getResultList();
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
                         where i.org_id = ?1 and i.status = 'OPEN' and i.total_minor <> 0
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

    /** Newest first, before a number. */
    Uni<List<Invoice>> before(Tenant tenant, Optional<Long> number, int count) {
        return find(
                        "organizationId = ?1 and number < ?2 order by number desc",
                        tenant.organizationId(),
                        number.orElse(Long.MAX_VALUE))
                .page(0, count)
                .list();
    }
}
