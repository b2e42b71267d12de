package io.enterprisemode.billing.ledger;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ledger as it is stored: entries are added by the rules of {@link Ledger}, balances are sums of postings. */
@ApplicationScoped
public class LedgerBook {

    /** Entries with their postings. */
    private static final String ENTRIES = """
            with given as (
                select *
                  from jsonb_to_recordset(cast(cast($1 as text) as jsonb)) as e (
                       organization uuid, id uuid, kind text, currency text, invoice uuid, payment uuid, refund uuid,
                       at timestamptz, towards uuid, postings jsonb)),
            entry as (
                insert into ledger_entry (org_id, id, kind, currency, invoice_id, payment_id, refund_id, posted_at)
                select organization, id, kind, currency, invoice, payment, refund, at from given)
            insert into ledger_posting (org_id, entry_id, account, amount_minor, currency, invoice_id)
            select e.organization, e.id, p.account, p."amountMinor", e.currency,
                   case when p.account = 'RECEIVABLE' then e.towards end
              from given e
             cross join lateral jsonb_to_recordset(e.postings) as p (account text, "amountMinor" bigint)""";

    private static final String CREDIT = """
            select asked.org_id, c.currency, c.amount_minor
              from unnest($1::uuid[]) as asked (org_id)
             cross join lateral (
                   select currency, cast(-sum(amount_minor) as bigint) as amount_minor
                     from ledger_posting
                    where org_id = asked.org_id and account = 'CUSTOMER_CREDIT'
                    group by currency) c""";

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
            Posting posting = ledger(credit, voucher.currency(), receivables).post(operation);
            return switch (posting) {
                case Posting.Refused refused -> Uni.createFrom().item(posting);
                case Posting.Posted posted ->
                    write(tenant, entries(tenant.organizationId(), voucher, towards, operation, posted))
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

    /** An entry, as it is handed over in JSON. */
    record EntryRow(
            UUID organization,
            UUID id,
            String kind,
            String currency,
            @Nullable UUID invoice,
            @Nullable UUID payment,
            @Nullable UUID refund,
            Instant at,
            @Nullable UUID towards,
            List<PostingRow> postings) {}

    record PostingRow(Account account, long amountMinor) {}

    private static List<EntryRow> entries(
            UUID organization,
            Voucher voucher,
            @Nullable UUID towards,
            LedgerOperation operation,
            Posting.Posted posted) {
        return posted.entries().stream()
                .map(entry -> new EntryRow(
                        organization,
                        UuidCreator.getTimeOrderedEpoch(),
                        kind(operation, entry),
                        voucher.currency(),
                        voucher.invoiceId(),
                        voucher.paymentId(),
                        voucher.refundId(),
                        voucher.at(),
                        towards,
                        entry.amountsMinor().entrySet().stream()
                                .map(posting -> new PostingRow(posting.getKey(), posting.getValue()))
                                .toList()))
                .toList();
    }

    private static Uni<Void> write(Statements statements, List<EntryRow> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements.rows(ENTRIES, EventJson.write(entries)).replaceWithVoid();
    }

    /** What the customer is owed, by currency. */
    public Uni<SortedMap<String, Long>> creditMinor(Tenant tenant) {
        return creditMinor(tenant, List.of(tenant.organizationId()))
                .map(credit -> credit.getOrDefault(tenant.organizationId(), new TreeMap<>()));
    }

    private static Uni<Map<UUID, SortedMap<String, Long>>> creditMinor(
            Statements statements, Collection<UUID> organizations) {
        return statements
                .rows(CREDIT, (Object) organizations.toArray(UUID[]::new))
                .map(rows -> {
                    Map<UUID, SortedMap<String, Long>> credit = new HashMap<>();
                    rows.forEach(row -> credit.computeIfAbsent((UUID) row[0], organization -> new TreeMap<>())
                            .put((String) row[1], ((Number) row[2]).longValue()));
                    return credit;
                });
    }

    /** What was posted for an invoice, and is not stored yet. */
    public record PostedInvoice(Receivable receivable, List<EntryRow> entries) {}

    /** A new invoice of an organization. */
    public record NewInvoice(Voucher voucher, LedgerOperation.IssueInvoice operation) {}

    /**
     * Posts new invoices, one of each organization, under the locks of the ledgers, which are taken in their order; an
     * {@link IllegalStateException} when one is refused. The entries are stored by {@link #insert}, once the invoices
     * are.
     */
    public Uni<Map<UUID, PostedInvoice>> post(Statements statements, Map<UUID, NewInvoice> invoices) {
        List<UUID> organizations = List.copyOf(invoices.keySet());
        // Sent together: the credit is read once the locks are taken.
        return Uni.combine()
                .all()
                .unis(
                        SubjectLock.LEDGER.takeAll(
                                statements,
                                organizations.stream().map(UUID::toString).toList()),
                        creditMinor(statements, organizations))
                .with((locked, credit) -> {
                    Map<UUID, PostedInvoice> posted = new LinkedHashMap<>();
                    invoices.forEach((organization, invoice) -> posted.put(
                            organization,
                            posted(organization, credit.getOrDefault(organization, new TreeMap<>()), invoice)));
                    return posted;
                });
    }

    private static PostedInvoice posted(UUID organization, SortedMap<String, Long> credit, NewInvoice invoice) {
        Voucher voucher = invoice.voucher();
        Posting posting = ledger(credit, voucher.currency(), Map.of()).post(invoice.operation());
        if (!(posting instanceof Posting.Posted posted)) {
            throw new IllegalStateException("invoice " + voucher.invoiceId() + " cannot be posted: " + posting);
        }
        return new PostedInvoice(
                Objects.requireNonNull(
                        posted.ledger().receivables().get(invoice.operation().number())),
                entries(organization, voucher, voucher.invoiceId(), invoice.operation(), posted));
    }

    private static Ledger ledger(Map<String, Long> credit, String currency, Map<String, Receivable> receivables) {
        return new Ledger(Map.of(Account.CUSTOMER_CREDIT, -credit.getOrDefault(currency, 0L)), receivables);
    }

    /** Stores the entries of invoices, which must be there. */
    public Uni<Void> insert(Statements statements, Collection<PostedInvoice> posted) {
        return write(
                statements,
                posted.stream().flatMap(each -> each.entries().stream()).toList());
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
        return tenant.rows("""
                        select invoice_id, cast(sum(amount_minor) as bigint) from ledger_posting
                         where org_id = $1 and invoice_id = any ($2)
                         group by invoice_id""", tenant.organizationId(), invoices.toArray(UUID[]::new))
                .map(rows -> {
                    Map<UUID, Long> open = new HashMap<>();
                    rows.forEach(row -> open.put((UUID) row[0], ((Number) row[1]).longValue()));
                    return open;
                });
    }
}
