package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.finance.FactRows.insert;
import static io.enterprisemode.reporting.finance.FactRows.row;
import static io.enterprisemode.reporting.finance.FactRows.utc;

import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps each payment, refund and settlement once, and reads what they and the documents amount to. */
final class AccountFacts {

    private static final String PAYMENT = """
            insert into payment_fact (org_id, payment_id, invoice_id, amount_minor, currency, received_at, recorded_at,
                                      open_minor)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (org_id, payment_id) do nothing""";
    private static final String REFUND = """
            insert into refund_fact (org_id, refund_id, amount_minor, currency, recorded_at)
            values ($1, $2, $3, $4, $5)
                on conflict (org_id, refund_id) do nothing""";
    private static final String SETTLEMENT = """
            insert into settlement_fact (org_id, invoice_id, changed_at, status, open_minor, currency)
            values ($1, $2, $3, $4, $5, $6)
                on conflict (org_id, invoice_id, changed_at, status) do nothing""";

    /**
     * The sums of all that was before a time. What was paid of an invoice after it was given up is no longer given up.
     */
    private static final String SUMS = """
            with settled as (
                select distinct on (invoice_id) invoice_id, changed_at, status, open_minor, currency
                  from settlement_fact
                 where org_id = :org and changed_at < :at
                 order by invoice_id, changed_at desc, status),
            movement (currency, kind, amount_minor) as (
                select currency, case kind when 'INVOICE' then 'INVOICED' else 'CREDITED' end, total_minor
                  from invoice_fact
                 where org_id = :org and issued_at < :at
                union all
                select currency, 'COLLECTED', amount_minor
                  from payment_fact
                 where org_id = :org and recorded_at < :at
                union all
                select currency, 'REFUNDED', amount_minor
                  from refund_fact
                 where org_id = :org and recorded_at < :at
                union all
                select invoice.currency, 'VOIDED', -invoice.total_minor
                  from settled
                  join invoice_fact invoice on invoice.org_id = :org and invoice.invoice_id = settled.invoice_id
                 where settled.status = 'VOID' and invoice.issued_at < :at
                union all
                select currency, 'UNCOLLECTIBLE', least(0, (
                           select coalesce(sum(payment.amount_minor), 0)
                             from payment_fact payment
                            where payment.org_id = :org and payment.invoice_id = settled.invoice_id
                              and payment.recorded_at > settled.changed_at and payment.recorded_at < :at)
                           - open_minor)
                  from settled
                 where status = 'UNCOLLECTIBLE')
            select currency, kind, cast(sum(amount_minor) as bigint)
              from movement
             group by currency, kind""";

    private AccountFacts() {}

    static Uni<Void> put(
            SqlConnection connection,
            List<PaymentRecorded> payments,
            List<RefundRecorded> refunds,
            List<InvoiceSettled> settlements) {
        return insert(
                        connection,
                        PAYMENT,
                        payments.stream().map(AccountFacts::payment).toList())
                .chain(() -> insert(
                        connection,
                        REFUND,
                        refunds.stream().map(AccountFacts::refund).toList()))
                .chain(() -> insert(
                        connection,
                        SETTLEMENT,
                        settlements.stream().map(AccountFacts::settlement).toList()));
    }

    private static Tuple payment(PaymentRecorded payment) {
        return row(
                payment.organizationId(),
                payment.paymentId(),
                payment.invoiceId(),
                payment.amountMinor(),
                payment.currency(),
                utc(payment.receivedAt()),
                utc(payment.recordedAt()),
                payment.openMinor());
    }

    private static Tuple refund(RefundRecorded refund) {
        return row(
                refund.organizationId(),
                refund.refundId(),
                refund.amountMinor(),
                refund.currency(),
                utc(refund.recordedAt()));
    }

    private static Tuple settlement(InvoiceSettled settlement) {
        return row(
                settlement.organizationId(),
                settlement.invoiceId(),
                utc(settlement.changedAt()),
                settlement.status().name(),
                settlement.openMinor(),
                settlement.currency());
    }

    /** The organization's accounts by currency, with everything before a time. */
    static Uni<Map<String, Account>> before(Tenant tenant, Instant at) {
        return tenant.session()
                .createNativeQuery(SUMS, Object[].class)
                .setParameter("org", tenant.organizationId())
                .setParameter("at", at)
                .getResultList()
                .map(AccountFacts::accounts);
    }

    private static Map<String, Account> accounts(List<Object[]> sums) {
        Map<String, Map<Account.Movement, Long>> byCurrency = new HashMap<>();
        for (Object[] sum : sums) {
            byCurrency
                    .computeIfAbsent((String) sum[0], currency -> new EnumMap<>(Account.Movement.class))
                    .put(Account.Movement.valueOf((String) sum[1]), ((Number) sum[2]).longValue());
        }
        Map<String, Account> accounts = new HashMap<>();
        byCurrency.forEach((currency, amounts) -> accounts.put(currency, new Account(amounts)));
        return accounts;
    }
}
