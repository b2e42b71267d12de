package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.reporting.finance.FinancialReportView.CurrencyFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.IssuedInvoice;
import io.enterprisemode.reporting.finance.FinancialReportView.RecurringFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.RevenueFigures;
import io.enterprisemode.reporting.freshness.AsOf;
import io.enterprisemode.reporting.freshness.Freshness;
import io.enterprisemode.reporting.revenue.RecurringRevenue;
import io.enterprisemode.reporting.revenue.SubscriptionSpan;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Computes the financial report of a month from the facts. An invoice belongs to the month in which it was issued
 * (UTC), whatever period it charges: what is issued later never changes the figures of a month that is over.
 */
@ApplicationScoped
class FinancialReports {

    private static final String INVOICES = """
            from InvoiceFact
             where organizationId = :org and issuedAt >= :from and issuedAt < :to
             order by issuedAt, invoiceId""";
    private static final String LINES = """
            select cast(line.invoice_id as text), line.kind, line.amount_minor
              from invoice_line_fact line
              join invoice_fact invoice on invoice.org_id = line.org_id and invoice.invoice_id = line.invoice_id
             where line.org_id = :org and invoice.org_id = :org and issued_at >= :from and issued_at < :to""";
    private static final String SUBSCRIPTIONS = """
            select cast(subscription_id as text), revision, status, billing_interval, price_minor, currency, started_at,
                   changed_at
              from subscription_fact
             where org_id = :org and least(started_at, changed_at) < :to""";

    private final TenantTransactions transactions;
    private final Freshness freshness;

    FinancialReports(TenantTransactions transactions, Freshness freshness) {
        this.transactions = transactions;
        this.freshness = freshness;
    }

    /** The report of a month. */
    Uni<FinancialReportView> report(UUID organizationId, YearMonth month) {
        Instant from = startOf(month);
        Instant to = startOf(month.plusMonths(1));
        return transactions.inOrganization(
                organizationId,
                tenant -> freshness
                        .of(tenant, FinanceConsumer.NAME)
                        .chain(asOf -> revenueByInvoice(tenant, from, to)
                                .chain(revenue -> invoices(tenant, from, to, revenue))
                                .chain(invoices -> subscriptions(tenant, to)
                                        .map(states -> report(month, from, to, asOf, invoices, states)))));
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private static Uni<Map<UUID, Revenue>> revenueByInvoice(Tenant tenant, Instant from, Instant to) {
        return tenant.session()
                .createNativeQuery(LINES, Object[].class)
                .setParameter("org", tenant.organizationId())
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList()
                .map(lines -> {
                    Map<UUID, Revenue> byInvoice = new HashMap<>();
                    for (Object[] line : lines) {
                        byInvoice.merge(
                                UUID.fromString((String) line[0]),
                                Revenue.of(LineKind.valueOf((String) line[1]), ((Number) line[2]).longValue()),
                                Revenue::plus);
                    }
                    return byInvoice;
                });
    }

    private static Uni<List<IssuedInvoice>> invoices(
            Tenant tenant, Instant from, Instant to, Map<UUID, Revenue> revenue) {
        return tenant.session()
                .createSelectionQuery(INVOICES, InvoiceFact.class)
                .setParameter("org", tenant.organizationId())
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList()
                .map(facts -> facts.stream()
                        .map(fact -> issued(fact, revenue.getOrDefault(fact.invoiceId(), Revenue.NONE)))
                        .toList());
    }

    private static IssuedInvoice issued(InvoiceFact fact, Revenue revenue) {
        return new IssuedInvoice(
                fact.invoiceId(),
                fact.number(),
                fact.issuedAt(),
                fact.periodStart(),
                fact.periodEnd(),
                fact.currency(),
                RevenueFigures.of(revenue));
    }

    private static Uni<List<SubscriptionState>> subscriptions(Tenant tenant, Instant to) {
        return tenant.session()
                .createNativeQuery(SUBSCRIPTIONS, Object[].class)
                .setParameter("org", tenant.organizationId())
                .setParameter("to", to)
                .getResultList()
                .map(rows -> rows.stream().map(FinancialReports::state).toList());
    }

    private static SubscriptionState state(Object[] row) {
        return new SubscriptionState(
                UUID.fromString((String) row[0]),
                ((Number) row[1]).longValue(),
                SubscriptionStatus.valueOf((String) row[2]),
                BillingInterval.valueOf((String) row[3]),
                ((Number) row[4]).longValue(),
                (String) row[5],
                ((OffsetDateTime) row[6]).toInstant(),
                ((OffsetDateTime) row[7]).toInstant());
    }

    private static FinancialReportView report(
            YearMonth month,
            Instant from,
            Instant to,
            AsOf asOf,
            List<IssuedInvoice> invoices,
            List<SubscriptionState> states) {
        Map<String, List<SubscriptionSpan>> spans = SubscriptionState.spans(states);
        SortedSet<String> codes = new TreeSet<>(spans.keySet());
        invoices.forEach(invoice -> codes.add(invoice.currency()));
        List<CurrencyFigures> currencies = new ArrayList<>();
        for (String code : codes) {
            currencies.add(figures(code, month, invoices, spans.getOrDefault(code, List.of())));
        }
        return new FinancialReportView(
                month.toString(), from, to, asOf.asOf(), asOf.newestEventAt(), asOf.lag(), currencies, invoices);
    }

    private static CurrencyFigures figures(
            String currency, YearMonth month, List<IssuedInvoice> invoices, List<SubscriptionSpan> spans) {
        List<Revenue> revenues = invoices.stream()
                .filter(invoice -> invoice.currency().equals(currency))
                .map(invoice -> invoice.revenue().sums())
                .toList();
        return new CurrencyFigures(
                currency,
                revenues.size(),
                RevenueFigures.of(revenues.stream().reduce(Revenue.NONE, Revenue::plus)),
                RecurringFigures.of(RecurringRevenue.of(month, month, List.of(spans))));
    }
}
