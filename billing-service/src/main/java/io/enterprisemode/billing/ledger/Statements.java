package io.enterprisemode.billing.ledger;

import io.enterprisemode.billing.ledger.TrialBalanceView.AccountBalance;
import io.enterprisemode.billing.ledger.TrialBalanceView.CurrencyBalance;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the ledger says: to a customer what they owe and why, to the operator whether it is in balance. */
@ApplicationScoped
class Statements {

    /**
     * What the customer owes is what is receivable and what is written off, less what they are owed: a write-off is how
     * the seller values the debt, and remits nothing. Credit that is applied changes nothing, either; that of an
     * invoice which is issued or declared void is left out. A credit note that settles an invoice is shown with that
     * invoice.
     */
    private static final String STATEMENT = """
            select * from (
                select e.id, e.kind, e.posted_at, i.id as invoice_id,
                       i.number,
                       p.reference, e.currency, c.amount_minor,
                       cast(sum(c.amount_minor) over (partition by e.currency order by e.posted_at, e.id) as bigint)
                           as balance_minor,
                       c.moved_minor, i.kind = 'CREDIT_NOTE' as is_credit_note
                  from ledger_entry e
                  join (select entry_id, cast(sum(amount_minor) as bigint) as amount_minor,
                               cast(sum(greatest(amount_minor, 0)) as bigint) as moved_minor,
                               cast(max(cast(invoice_id as text)) as uuid) as towards
                          from ledger_posting
                         where org_id = ?1 and account in ('RECEIVABLE', 'BAD_DEBT', 'CUSTOMER_CREDIT')
                         group by entry_id) c on c.entry_id = e.id
                  left join invoice_history i on i.org_id = e.org_id and i.id = coalesce(c.towards, e.invoice_id)
                  left join payment p on p.org_id = e.org_id and p.id = e.payment_id
                 where e.org_id = ?1
                   and (c.amount_minor <> 0 or e.kind in ('CREDIT_APPLIED', 'INVOICE_WRITTEN_OFF'))) s
             where ?2 = '' or (s.posted_at, s.id) <
                   (select posted_at, id from ledger_entry
                     where org_id = ?1 and id = cast(nullif(?2, '') as uuid))
             order by s.posted_at desc, s.id desc
             limit ?3""";

    private static final String BALANCES = """
            select currency, account, sum(amount_minor)::bigint as balance
              from ledger_posting group by currency, account order by currency, account""";

    private static final String UNBALANCED = """
            select count(*) as entries
              from (select 1 from ledger_posting group by org_id, entry_id having sum(amount_minor) <> 0) as e""";

    private static final String WITHOUT_ENTRY = """
            select count(*) as invoices
              from invoice_history i
             where i.total_minor > 0 and i.status = 'OPEN'
               and not exists (select 1 from ledger_entry e where e.org_id = i.org_id and e.invoice_id = i.id)""";

    private final TenantTransactions transactions;
    private final WorkerTransactions workers;
    private final Clock clock;

    Statements(TenantTransactions transactions, WorkerTransactions workers, Clock clock) {
        this.transactions = transactions;
        this.workers = workers;
        this.clock = clock;
    }

    /** The statement of account, newest first. */
    Uni<Page<StatementView>> statement(UUID organization, Optional<Cursor> cursor, int limit) {
        return transactions
                .inOrganization(
                        organization,
                        tenant -> tenant.session()
                                .createNativeQuery(STATEMENT, Object[].class)
                                .setParameter(1, organization)
                                .setParameter(
                                        2,
                                        cursor.map(position -> position.uuid(0).toString())
                                                .orElse(""))
                                .setParameter(3, limit + 1)
                                .getResultList())
                .map(rows ->
                        Page.of(rows, limit, last -> Cursor.of((UUID) last[0])).map(Statements::entry));
    }

    private static StatementView entry(Object[] row) {
        String currency = (String) row[6];
        long amount = ((Number) row[7]).longValue();
        return new StatementView(
                (UUID) row[0],
                (String) row[1],
                ((OffsetDateTime) row[2]).toInstant(),
                (UUID) row[3],
                row[4] == null ? null : number(((Number) row[4]).longValue(), (Boolean) row[10]),
                (String) row[5],
                new Money(amount, currency),
                amount == 0 ? new Money(((Number) row[9]).longValue(), currency) : null,
                new Money(((Number) row[8]).longValue(), currency));
    }

    private static String number(long number, boolean isCreditNote) {
        return isCreditNote ? InvoiceNumber.printedOfCreditNote(number) : InvoiceNumber.printed(number);
    }

    /** The balances over all organizations. */
    Uni<TrialBalanceView> trialBalance() {
        return workers.withConnection(connection -> connection
                .query(BALANCES)
                .execute()
                .chain(rows -> {
                    SortedMap<String, List<AccountBalance>> accounts = new TreeMap<>();
                    rows.forEach(row -> accounts.computeIfAbsent(row.getString("currency"), first -> new ArrayList<>())
                            .add(new AccountBalance(
                                    Account.valueOf(row.getString("account")), row.getLong("balance"))));
                    return connection
                            .query(UNBALANCED)
                            .execute()
                            .chain(unbalanced -> connection
                                    .query(WITHOUT_ENTRY)
                                    .execute()
                                    .map(without -> new TrialBalanceView(
                                            clock.instant(),
                                            currencies(accounts),
                                            unbalanced.iterator().next().getLong("entries"),
                                            without.iterator().next().getLong("invoices"))));
                }));
    }

    private static List<CurrencyBalance> currencies(SortedMap<String, List<AccountBalance>> accounts) {
        return accounts.entrySet().stream()
                .map(currency -> new CurrencyBalance(
                        currency.getKey(),
                        currency.getValue(),
                        MinorUnits.sum(currency.getValue().stream()
                                .map(AccountBalance::balanceMinor)
                                .toList())))
                .toList();
    }
}
