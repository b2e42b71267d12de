package io.enterprisemode.billing.ledger;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ledger as it is stored: entries are added by the rules of {@link Ledger}, balances are sums of postings. */
@ApplicationScoped
public class LedgerBook {

    /** An entry with its postings. */
    private static final String ENTRY = """
            with entry as (
                insert into ledger_entry (org_id, id, kind, currency, invoice_id, payment_id, refund_id, posted_at)
                values ($1, $2, $3, $4, cast(nullif($5, '') as uuid), cast(nullif($6, '') as uuid),
                    cast(nullif($7, '') as uuid), $8))
            insert into ledger_posting (org_id, entry_id, account, amount_minor, currency, invoice_id)
            select $1, $2, p.account, p.amount_minor, $4,
                   case when p.account = 'RECEIVABLE' then cast(nullif($11, '') as uuid) end
              from unnest(string_to_array($9, ','), cast(string_to_array($10, ',') as bigint[]))
                   as p (account, amount_minor)""";

    private static final String CREDIT = """
            select currency, cast(-sum(amount_minor) as bigint) from ledger_posting
             where org_id = $1 and account = 'CUSTOMER_CREDIT' group by currency""";

    /**
     * An entry of a credit note is of that document, and its posting of RECEIVABLE is towards the invoice that it
     * corrects.
     */
    private static final String POSITION = """
            select cast(sum(p.amount_minor) as bigint),
                   coalesce(bool_or(e.invoice_id <> ?2), false),
                   (select cast(coalesce(sum(b.amount_minor), 0) as bigint)
                      from ledger_entry o
                      join ledger_posting b on b.org_id = o.org_id and b.entry_id = o.id and b.account = 'BAD_DEBT'
                     where o.org_id = ?1 and o.invoice_id = ?2)
              from ledger_posting p
              join ledger_entry e on e.org_id = p.org_id and e.id = p.entry_id
             where p.org_id = ?1 and p.invoice_id = ?2""";

    /**
     * The document that an operation comes from.
     *
     * @param invoiceId null: it concerns no single invoice
     * @param paymentId null: no payment
     * @param refundId null: no refund
     */
    public record Voucher(
            String currency,
            @Nullable UUID invoiceId,
            @Nullable UUID paymentId,
            @Nullable UUID refundId,
            Instant at) {}

    /** Allows one transaction at a time to post to the ledger of the organization, until it ends. */
    public Uni<Void> lock(Tenant tenant) {
        return SubjectLock.LEDGER.take(tenant, tenant.organizationId().toString());
    }

    /**
     * Carries out an operation under the lock of the ledger; nothing is posted when it is refused.
     *
     * @param receivables the invoices that it names
     */
    public Uni<Posting> post(
            Tenant tenant, Voucher voucher, Map<String, Receivable> receivables, LedgerOperation operation) {
        return post(tenant, voucher, voucher.invoiceId(), receivables, operation);
    }

    /**
     * Posts a credit note under the lock of the ledger, and settles the invoice that it corrects as far as that is
     * open. Both entries are of the credit note.
     *
     * @param voucher its document is the credit note
     * @param corrects id of the invoice that the operation names
     * @param receivable where that invoice stands
     */
    public Uni<Posting> postCreditNote(
            Tenant tenant,
            Voucher voucher,
            UUID corrects,
            Receivable receivable,
            LedgerOperation.IssueCreditNote note) {
        return post(tenant, voucher, corrects, Map.of(receivable.number(), receivable), note);
    }

    /** Carries out an operation whose postings of RECEIVABLE are towards an invoice. */
    private Uni<Posting> post(
            Tenant tenant,
            Voucher voucher,
            @Nullable UUID towards,
            Map<String, Receivable> receivables,
            LedgerOperation operation) {
        return creditMinor(tenant).chain(credit -> {
            Ledger ledger = new Ledger(
                    Map.of(Account.CUSTOMER_CREDIT, -credit.getOrDefault(voucher.currency(), 0L)), receivables);
            Posting posting = ledger.post(operation);
            return switch (posting) {
                case Posting.Refused refused -> Uni.createFrom().item(posting);
                case Posting.Posted posted ->
                    Multi.createFrom()
                            .iterable(posted.entries())
                            .onItem()
                            .transformToUniAndConcatenate(
                                    entry -> write(tenant, voucher, towards, kind(operation, entry), entry))
                            .collect()
                            .last()
                            .replaceWith(posting);
            };
        });
    }

    private static String kind(LedgerOperation operation, LedgerEntry entry) {
        return switch (operation) {
            case LedgerOperation.IssueInvoice issue -> "INVOICE_ISSUED";
            case LedgerOperation.GrantCredit credit -> "CREDIT_GRANTED";
            case LedgerOperation.RecordPayment payment -> "PAYMENT_RECORDED";
            case LedgerOperation.RefundCredit refund -> "CREDIT_REFUNDED";
            case LedgerOperation.VoidInvoice voiding -> "INVOICE_VOIDED";
            case LedgerOperation.ApplyCredit application -> "CREDIT_APPLIED";
            case LedgerOperation.WriteOff writeOff -> "INVOICE_WRITTEN_OFF";
            case LedgerOperation.IssueCreditNote note ->
                entry.amountsMinor().containsKey(Account.RECEIVABLE) ? "CREDIT_APPLIED" : "CREDIT_GRANTED";
        };
    }

    private static Uni<Void> write(
            Tenant tenant, Voucher voucher, @Nullable UUID towards, String kind, LedgerEntry entry) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        List<Map.Entry<Account, Long>> postings =
                List.copyOf(entry.amountsMinor().entrySet());
        return tenant.execute(
                        ENTRY,
                        tenant.organizationId(),
                        id,
                        kind,
                        voucher.currency(),
                        text(voucher.invoiceId()),
                        text(voucher.paymentId()),
                        text(voucher.refundId()),
                        DatabaseTime.parameter(voucher.at()),
                        postings.stream()
                                .map(posting -> posting.getKey().name())
                                .collect(Collectors.joining(",")),
                        postings.stream()
                                .map(posting -> posting.getValue().toString())
                                .collect(Collectors.joining(",")),
                        text(towards))
                .replaceWithVoid();
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }

    /** What the customer is owed, by currency. */
    public Uni<SortedMap<String, Long>> creditMinor(Tenant tenant) {
        return tenant.rows(CREDIT, tenant.organizationId()).map(rows -> {
            SortedMap<String, Long> credit = new TreeMap<>();
            rows.forEach(row -> credit.put((String) row[0], ((Number) row[1]).longValue()));
            return credit;
        });
    }

    /** Where an invoice stands; empty for one without an entry. */
    public Uni<Optional<InvoicePosition>> position(Tenant tenant, UUID invoice) {
        return tenant.session()
                .createNativeQuery(POSITION, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, invoice)
                .getSingleResult()
                .map(row -> row[0] == null
                        ? Optional.empty()
                        : Optional.of(new InvoicePosition(
                                ((Number) row[0]).longValue(), ((Number) row[2]).longValue(), (Boolean) row[1])));
    }

    /** What is still to be paid of invoices; those without an entry are left out. */
    public Uni<Map<UUID, Long>> openMinor(Tenant tenant, Collection<UUID> invoices) {
        return tenant.session()
                .createNativeQuery("""
                        select invoice_id, cast(sum(amount_minor) as bigint) from ledger_posting
                         where org_id = ?1 and invoice_id = any (cast(string_to_array(?2, ',') as uuid[]))
                         group by invoice_id""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, invoices.stream().map(UUID::toString).collect(Collectors.joining(",")))
                .getResultList()
                .map(rows -> {
                    Map<UUID, Long> open = new HashMap<>();
                    rows.forEach(row -> open.put((UUID) row[0], ((Number) row[1]).longValue()));
                    return open;
                });
    }
}
