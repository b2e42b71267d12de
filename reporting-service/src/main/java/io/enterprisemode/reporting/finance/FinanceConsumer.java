package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.reporting.freshness.Intake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes in invoices and states of subscriptions. Both are facts that never change, known by invoice, and by
 * subscription and revision: coming again or in another order they make no difference.
 */
@ApplicationScoped
class FinanceConsumer implements EventHandler {

    static final String NAME = "finance";

    private static final Logger LOG = Logger.getLogger(FinanceConsumer.class);

    private static final String INVOICE = """
            insert into invoice_fact (org_id, invoice_id, number, currency, period_start, period_end, issued_at,
                                      subtotal_minor, tax_minor, total_minor)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                on conflict (org_id, invoice_id) do nothing""";
    private static final String LINE = """
            insert into invoice_line_fact (org_id, line_id, invoice_id, kind, meter, description, quantity, unit_price,
                                           amount_minor)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict (org_id, line_id) do nothing""";
    private static final String SHARE = """
            insert into invoice_line_share (org_id, line_id, workspace_id, quantity)
            values ($1, $2, $3, $4)
                on conflict (org_id, line_id, workspace_id) do nothing""";
    private static final String SUBSCRIPTION = """
            insert into subscription_fact (org_id, subscription_id, revision, plan, plan_version, status,
                billing_interval,
                                           price_minor, currency, started_at, changed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                on conflict (org_id, subscription_id, revision) do nothing""";

    private final EventConsumers consumers;
    private final WorkerTransactions transactions;
    private final Intake intake;

    FinanceConsumer(EventConsumers consumers, WorkerTransactions transactions, Intake intake) {
        this.consumers = consumers;
        this.transactions = transactions;
        this.intake = intake;
    }

    @Incoming(NAME)
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        List<InvoiceFinalized> invoices = intake.read(events, EventTypes.INVOICE_FINALIZED);
        invoices.forEach(FinanceConsumer::checkSums);
        List<SubscriptionChanged> subscriptions = intake.read(events, EventTypes.SUBSCRIPTION_CHANGED);
        return transactions
                .inTransaction(connection -> put(connection, invoices)
                        .chain(() -> batch(
                                connection,
                                SUBSCRIPTION,
                                subscriptions.stream()
                                        .map(FinanceConsumer::subscription)
                                        .toList()))
                        .chain(() -> intake.remember(connection, NAME, events)))
                .invoke(() -> invoices.forEach(invoice -> LOG.infof(
                        "organization %s: took in invoice %s", invoice.organizationId(), invoice.invoiceId())));
    }

    /** A report is the sum of lines: an invoice whose lines do not add up to it would make it wrong. */
    private static void checkSums(InvoiceFinalized invoice) {
        Revenue sum = invoice.lines().stream()
                .map(line -> Revenue.of(line.kind(), line.amountMinor()))
                .reduce(Revenue.NONE, Revenue::plus);
        if (sum.subtotalMinor() != invoice.subtotalMinor() || sum.taxMinor() != invoice.taxMinor()) {
            throw new IllegalArgumentException("the lines of invoice " + invoice.invoiceId() + " add up to "
                    + sum.subtotalMinor() + " and tax " + sum.taxMinor() + ", not to " + invoice.subtotalMinor()
                    + " and tax " + invoice.taxMinor());
        }
    }

    private static Uni<Void> put(SqlConnection connection, List<InvoiceFinalized> invoices) {
        List<Tuple> lines = invoices.stream()
                .flatMap(invoice -> invoice.lines().stream().map(line -> line(invoice, line)))
                .toList();
        List<Tuple> shares = invoices.stream()
                .flatMap(invoice -> invoice.lines().stream()
                        .flatMap(line -> line.workspaces().stream().map(share -> share(invoice, line, share))))
                .toList();
        return batch(
                        connection,
                        INVOICE,
                        invoices.stream().map(FinanceConsumer::invoice).toList())
                .chain(() -> batch(connection, LINE, lines))
                .chain(() -> batch(connection, SHARE, shares));
    }

    private static Uni<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(sql).executeBatch(rows).replaceWithVoid();
    }

    private static Tuple invoice(InvoiceFinalized invoice) {
        return row(
                invoice.organizationId(),
                invoice.invoiceId(),
                invoice.number(),
                invoice.currency(),
                utc(invoice.periodStart()),
                utc(invoice.periodEnd()),
                utc(invoice.issuedAt()),
                invoice.subtotalMinor(),
                invoice.taxMinor(),
                invoice.totalMinor());
    }

    private static Tuple line(InvoiceFinalized invoice, InvoiceFinalized.Line line) {
        return row(
                invoice.organizationId(),
                line.lineId(),
                invoice.invoiceId(),
                line.kind().name(),
                line.meter(),
                line.description(),
                line.quantity(),
                line.unitPrice(),
                line.amountMinor());
    }

    private static Tuple share(
            InvoiceFinalized invoice, InvoiceFinalized.Line line, InvoiceFinalized.WorkspaceShare share) {
        return row(invoice.organizationId(), line.lineId(), share.workspaceId(), share.quantity());
    }

    private static Tuple subscription(SubscriptionChanged subscription) {
        return row(
                subscription.organizationId(),
                subscription.subscriptionId(),
                subscription.revision(),
                subscription.plan(),
                subscription.planVersion(),
                subscription.status().name(),
                subscription.interval().name(),
                subscription.priceMinor(),
                subscription.currency(),
                utc(subscription.startedAt()),
                utc(subscription.changedAt()));
    }

    private static Tuple row(@Nullable Object... values) {
        return Tuple.from(Arrays.asList(values));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
