package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.reporting.finance.FinancialReportView.AccountFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.CurrencyFigures;
import io.enterprisemode.reporting.finance.FinancialReportView.IssuedCreditNote;
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
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Computes the financial report of a month from the facts. A document belongs to the month in which it was issued, a
 * payment or refund to that in which it was recorded (UTC), whatever period it is for: what comes later never changes
 * the figures of a month that is over.
 */
@ApplicationScoped
class FinancialReports {

    private static final String DOCUMENTS = """
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
                        .chain(asOf -> documents(tenant, from, to)
                                .chain(documents -> accounts(tenant, from, to)
                                        .chain(accounts -> subscriptions(tenant, to)
                                                .map(states -> report(month, asOf, documents, accounts, states))))));
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** The documents issued in a month. */
    private record Documents(List<IssuedInvoice> invoices, List<IssuedCreditNote> creditNotes) {

        static Documents of(List<InvoiceFact> facts, Map<UUID, Revenue> revenue) {
            List<IssuedInvoice> invoices = new ArrayList<>();
            List<IssuedCreditNote> creditNotes = new ArrayList<>();
            for (InvoiceFact fact : facts) {
                RevenueFigures figures = RevenueFigures.of(revenue.getOrDefault(fact.invoiceId(), Revenue.NONE));
                switch (fact.kind()) {
                    case INVOICE -> invoices.add(issued(fact, figures));
                    case CREDIT_NOTE -> creditNotes.add(issuedCreditNote(fact, figures));
                }
            }
            return new Documents(invoices, creditNotes);
        }

        private static IssuedInvoice issued(InvoiceFact fact, RevenueFigures revenue) {
            return new IssuedInvoice(
                    fact.invoiceId(),
                    fact.number(),
                    fact.issuedAt(),
                    fact.periodStart(),
                    fact.periodEnd(),
                    fact.currency(),
                    revenue);
        }

        private static IssuedCreditNote issuedCreditNote(InvoiceFact fact, RevenueFigures revenue) {
            return new IssuedCreditNote(
                    fact.invoiceId(),
                    fact.number(),
                    fact.correctsInvoiceId(),
                    fact.issuedAt(),
                    fact.periodStart(),
                    fact.periodEnd(),
                    fact.currency(),
                    revenue);
        }

        /** Those of one currency. */
        Documents in(String currency) {
            return new Documents(
                    invoices.stream()
                            .filter(invoice -> invoice.currency().equals(currency))
                            .toList(),
                    creditNotes.stream()
                            .filter(note -> note.currency().equals(currency))
                            .toList());
        }

        Stream<String> currencies() {
            return Stream.concat(
                    invoices.stream().map(IssuedInvoice::currency),
                    creditNotes.stream().map(IssuedCreditNote::currency));
        }

        Revenue revenue() {
            return Stream.concat(
                            invoices.stream().map(IssuedInvoice::revenue),
                            creditNotes.stream().map(IssuedCreditNote::revenue))
                    .map(RevenueFigures::sums)
                    .reduce(Revenue.NONE, Revenue::plus);
        }
    }

    /** The accounts, by currency, as they were at the start of a month and at its end. */
    private record Accounts(Map<String, Account> opening, Map<String, Account> closing) {

        /** In which something happened in the month, or something is owed. */
        Stream<String> currencies() {
            return closing.keySet().stream()
                    .filter(currency -> opening(currency).balanceMinor() != 0
                            || !closing(currency).since(opening(currency)).isQuiet());
        }

        Account opening(String currency) {
            return opening.getOrDefault(currency, Account.EMPTY);
        }

        Account closing(String currency) {
            return closing.getOrDefault(currency, Account.EMPTY);
        }
    }

    private static Uni<Documents> documents(Tenant tenant, Instant from, Instant to) {
        return revenueByDocument(tenant, from, to)
                .chain(revenue -> tenant.session()
                        .createSelectionQuery(DOCUMENTS, InvoiceFact.class)
                        .setParameter("org", tenant.organizationId())
                        .setParameter("from", from)
                        .setParameter("to", to)
                        .getResultList()
                        .map(facts -> Documents.of(facts, revenue)));
    }

    private static Uni<Map<UUID, Revenue>> revenueByDocument(Tenant tenant, Instant from, Instant to) {
        return tenant.session()
                .createNativeQuery(LINES, Object[].class)
                .setParameter("org", tenant.organizationId())
                .setParameter("from", from)
                .setParameter("to", to)
                .getResultList()
                .map(lines -> {
                    Map<UUID, Revenue> byDocument = new HashMap<>();
                    for (Object[] line : lines) {
                        byDocument.merge(
                                UUID.fromString((String) line[0]),
                                Revenue.of(LineKind.valueOf((String) line[1]), ((Number) line[2]).longValue()),
                                Revenue::plus);
                    }
                    return byDocument;
                });
    }

    private static Uni<Accounts> accounts(Tenant tenant, Instant from, Instant to) {
        return AccountFacts.before(tenant, from)
                .chain(opening -> AccountFacts.before(tenant, to).map(closing -> new Accounts(opening, closing)));
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
            YearMonth month, AsOf asOf, Documents documents, Accounts accounts, List<SubscriptionState> states) {
        Map<String, List<SubscriptionSpan>> spans = SubscriptionState.spans(states);
        NavigableSet<String> codes = new TreeSet<>(spans.keySet());
        documents.currencies().forEach(codes::add);
        accounts.currencies().forEach(codes::add);
        List<CurrencyFigures> currencies = new ArrayList<>();
        for (String code : codes) {
            Documents issued = documents.in(code);
            currencies.add(new CurrencyFigures(
                    code,
                    issued.invoices().size(),
                    issued.creditNotes().size(),
                    RevenueFigures.of(issued.revenue()),
                    RecurringFigures.of(
                            RecurringRevenue.of(month, month, List.of(spans.getOrDefault(code, List.of())))),
                    AccountFigures.of(accounts.opening(code), accounts.closing(code))));
        }
        return new FinancialReportView(
                month.toString(),
                startOf(month),
                startOf(month.plusMonths(1)),
                asOf.asOf(),
                asOf.newestEventAt(),
                asOf.lag(),
                currencies,
                documents.invoices(),
                documents.creditNotes());
    }
}
