package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Subscribes every organization to the default plan when an event of it arrives; one that has or had a subscription is
 * not changed. The topic is read from its beginning, so that existing organizations get a plan, too. A deleted
 * organization gets none, and its subscription ends with its last document.
 */
@ApplicationScoped
class DefaultSubscriptions implements EventHandler {

    private static final String SUBSCRIBED = "select distinct org_id from subscription where org_id = any($1::uuid[])";

    private final EventConsumers consumers;
    private final Subscriptions subscriptions;
    private final ChangeSubscription changes;
    private final SubscriptionConfiguration configuration;
    private final WorkerTransactions transactions;

    DefaultSubscriptions(
            EventConsumers consumers,
            Subscriptions subscriptions,
            ChangeSubscription changes,
            SubscriptionConfiguration configuration,
            WorkerTransactions transactions) {
        this.consumers = consumers;
        this.subscriptions = subscriptions;
        this.changes = changes;
        this.configuration = configuration;
        this.transactions = transactions;
    }

    @Incoming("default-subscriptions")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        return handle(events, configuration.defaultPlan());
    }

    /** The same with a plan; of several events of an organization the last one counts. */
    Uni<Void> handle(List<Event> events, String plan) {
        Map<UUID, NodeChanged> organizations = new LinkedHashMap<>();
        for (Event event : events) {
            if (event.type().equals(EventTypes.NODE_CHANGED.type())) {
                NodeChanged node = event.read(EventTypes.NODE_CHANGED);
                if (node.nodeType() == NodeType.ORGANIZATION) {
                    organizations.put(node.organizationId(), node);
                }
            }
        }
        if (organizations.isEmpty() || plan.equals(SubscriptionConfiguration.OFF)) {
            return Uni.createFrom().voidItem();
        }
        return subscribed(organizations.keySet())
                .chain(subscribed -> Multi.createFrom()
                        .iterable(organizations.values())
                        .onItem()
                        .transformToUniAndConcatenate(organization ->
                                subscribe(organization, plan, subscribed.contains(organization.organizationId())))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private Uni<Void> subscribe(NodeChanged organization, String plan, boolean isSubscribed) {
        if (organization.deleted()) {
            return isSubscribed
                    ? changes.endOfDeleted(organization.organizationId())
                    : Uni.createFrom().voidItem();
        }
        return isSubscribed || organization.closed()
                ? Uni.createFrom().voidItem()
                : subscriptions.subscribeByDefault(organization.organizationId(), plan);
    }

    private Uni<Set<UUID>> subscribed(Collection<UUID> organizations) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(SUBSCRIBED)
                .execute(Tuple.of(organizations.toArray(UUID[]::new)))
                .map(rows -> {
                    Set<UUID> subscribed = new HashSet<>();
                    rows.forEach(row -> subscribed.add(row.getUUID("org_id")));
                    return subscribed;
                }));
    }
}
