package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.finance.FactRows.row;
import static io.enterprisemode.reporting.finance.FactRows.utc;

import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.reporting.freshness.Intake;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Takes in invoices, credit notes, payments, refunds and states of subscriptions. All are facts that never change,
 * known by their ids, and by subscription and revision: coming again or in another order they make no difference. Only
 * the workspaces of a large document need its lines before them; they have the same key.
 */
@ApplicationScoped
class FinanceConsumer implements EventHandler {

    static final String NAME = "finance";

    private static final Logger LOG = Logger.getLogger(FinanceConsumer.class);

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
        List<Document> documents = Stream.concat(
                        intake.read(events, EventTypes.INVOICE_FINALIZED).stream()
                                .map(Document::of),
                        intake.read(events, EventTypes.CREDIT_NOTE_ISSUED).stream()
                                .map(Document::of))
                .toList();
        List<InvoiceShares> shares = intake.read(events, EventTypes.INVOICE_SHARES);
        List<PaymentRecorded> payments = intake.read(events, EventTypes.PAYMENT_RECORDED);
        List<RefundRecorded> refunds = intake.read(events, EventTypes.REFUND_RECORDED);
        List<InvoiceSettled> settlements = intake.read(events, EventTypes.INVOICE_SETTLED);
        List<SubscriptionChanged> subscriptions = intake.read(events, EventTypes.SUBSCRIPTION_CHANGED);
        return transactions
                .inTransaction(connection -> DocumentFacts.put(connection, documents, shares)
                        .chain(() -> AccountFacts.put(connection, payments, refunds, settlements))
                        .chain(() -> FactRows.insert(
                                connection,
                                SUBSCRIPTION,
                                subscriptions.stream()
                                        .map(FinanceConsumer::subscription)
                                        .toList()))
                        .chain(() -> intake.remember(connection, NAME, events)))
                .invoke(() -> documents.forEach(document -> LOG.infof(
                        "organization %s: took in %s %s", document.organizationId(), document.kind(), document.id())));
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
}
