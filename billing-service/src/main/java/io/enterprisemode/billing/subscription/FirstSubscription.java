package io.enterprisemode.billing.subscription;

import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * The subscription that every organization has automatically from its beginning ({@link DefaultSubscriptions}). A
 * request that needs it before it was created creates it, so that it is never reported as missing.
 */
@ApplicationScoped
public class FirstSubscription {

    /** Whether an organization has a subscription. */
    public enum Presence {

        /** It has a subscription that is not canceled. */
        SUBSCRIBED,

        /**
         * It has none and gets none automatically: it had one, is deleted or about to be, or there is no default plan.
         */
        NONE,

        /** The organization is not known, or not yet. */
        UNKNOWN
    }

    private static final String STANDING = """
            select exists (select 1 from subscription where org_id = $1 and status <> 'CANCELED') as subscribed,
                   exists (select 1 from subscription where org_id = $1) as was_subscribed,
                   n.known, n.leaving
              from (select count(*) > 0 as known, coalesce(bool_or(deleted or closed), false) as leaving
                      from access_node
                     where org_id = $1 and node_id = $1 and node_type = 'ORGANIZATION') n""";

    private record Known(boolean subscribed, boolean wasSubscribed, boolean known, boolean leaving) {}

    private final Subscriptions subscriptions;
    private final SubscriptionConfiguration configuration;
    private final WorkerTransactions transactions;
    /** The caller may be on any thread, or within a session of a request. */
    private final OwnContext own;

    FirstSubscription(
            Subscriptions subscriptions,
            SubscriptionConfiguration configuration,
            WorkerTransactions transactions,
            OwnContext own) {
        this.subscriptions = subscriptions;
        this.configuration = configuration;
        this.transactions = transactions;
        this.own = own;
    }

    /** Whether the organization has a subscription; one that is known and never had one gets its first one now. */
    public Uni<Presence> of(UUID organization) {
        return of(organization, configuration.defaultPlan());
    }

    /** The same with a default plan. */
    Uni<Presence> of(UUID organization, String plan) {
        return known(organization).chain(known -> {
            if (known.subscribed()) {
                return Uni.createFrom().item(Presence.SUBSCRIBED);
            }
            if (known.wasSubscribed() || known.leaving() || plan.equals(SubscriptionConfiguration.OFF)) {
                return Uni.createFrom().item(Presence.NONE);
            }
            return known.known() ? made(organization, plan) : Uni.createFrom().item(Presence.UNKNOWN);
        });
    }

    private Uni<Presence> made(UUID organization, String plan) {
        return own.run(subscriptions.subscribeByDefault(organization, plan))
                .chain(() -> known(organization))
                .map(now -> now.subscribed() ? Presence.SUBSCRIBED : Presence.NONE);
    }

    private Uni<Known> known(UUID organization) {
        return transactions.withConnection(connection -> known(connection, organization));
    }

    private static Uni<Known> known(SqlConnection connection, UUID organization) {
        return connection
                .preparedQuery(STANDING)
                .execute(Tuple.of(organization))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Known(
                            row.getBoolean("subscribed"),
                            row.getBoolean("was_subscribed"),
                            row.getBoolean("known"),
                            row.getBoolean("leaving"));
                });
    }
}
