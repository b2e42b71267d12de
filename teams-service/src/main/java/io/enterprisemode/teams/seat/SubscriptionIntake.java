package io.enterprisemode.teams.seat;

import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Keeps what the subscriptions of each organization allow. The higher revision of a subscription counts, so order and
 * repetition do not matter. Which subscription counts is decided when limits are checked ({@link SeatLimits}).
 */
@ApplicationScoped
public class SubscriptionIntake implements EventHandler {

    /** For a service of the version before, which keeps one row of an organization. */
    private static final String PUT_FROM_OLDER_VERSION = """
        insert into seat_limit (org_id, subscription_id, plan, member_limit, workspace_limit, started_at, revision,
            changed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (org_id) do update
           set subscription_id = excluded.subscription_id, plan = excluded.plan, member_limit = excluded.member_limit,
               workspace_limit = excluded.workspace_limit, started_at = excluded.started_at,
               revision = excluded.revision, changed_at = excluded.changed_at
         where case when seat_limit.subscription_id = excluded.subscription_id
                    then seat_limit.revision < excluded.revision
                    else seat_limit.changed_at <= excluded.changed_at and not $9::boolean end\
        """;

    private static final String PUT_SUBSCRIPTION = """
        insert into subscription_limit
            (org_id, subscription_id, plan, member_limit, workspace_limit, started_at, revision, changed_at, canceled)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (org_id, subscription_id) do update
           set plan = excluded.plan, member_limit = excluded.member_limit, workspace_limit = excluded.workspace_limit,
               canceled = excluded.canceled, started_at = excluded.started_at, revision = excluded.revision,
               changed_at = excluded.changed_at
         where subscription_limit.revision < excluded.revision\
        """;

    private final EventConsumers consumers;
    private final WorkerTransactions transactions;

    SubscriptionIntake(EventConsumers consumers, WorkerTransactions transactions) {
        this.consumers = consumers;
        this.transactions = transactions;
    }

    @Incoming("seats")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        List<SubscriptionChanged> subscriptions = events.stream()
                .filter(event -> event.type().equals(EventTypes.SUBSCRIPTION_CHANGED.type()))
                .map(event -> event.read(EventTypes.SUBSCRIPTION_CHANGED))
                .toList();
        if (subscriptions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = subscriptions.stream().map(SubscriptionIntake::row).toList();
        return transactions.inTransaction(connection -> connection
                .preparedQuery(PUT_SUBSCRIPTION)
                .executeBatch(rows)
                .chain(() -> connection.preparedQuery(PUT_FROM_OLDER_VERSION).executeBatch(rows))
                .replaceWithVoid());
    }

    private static Tuple row(SubscriptionChanged subscription) {
        return Tuple.from(Arrays.asList(
                subscription.organizationId(),
                subscription.subscriptionId(),
                subscription.plan(),
                subscription.memberLimit(),
                subscription.workspaceLimit(),
                subscription.startedAt().atOffset(ZoneOffset.UTC),
                subscription.revision(),
                subscription.changedAt().atOffset(ZoneOffset.UTC),
                subscription.status() == SubscriptionStatus.CANCELED));
    }
}
