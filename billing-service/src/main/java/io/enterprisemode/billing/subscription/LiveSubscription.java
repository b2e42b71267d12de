package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What other features may know of the subscription that is not canceled. */
@ApplicationScoped
public class LiveSubscription {

    private static final String FIND = """
            select id, plan_code, plan_version, billing_interval, status, started_at
              from subscription
             where org_id = $1 and status <> 'CANCELED'""";

    private static final String FIND_ALL = """
            select s.*
              from unnest($1::uuid[]) as i (org_id)
              cross join lateral (select org_id, id, plan_code, plan_version, billing_interval, status, started_at
                                    from subscription
                                   where org_id = i.org_id and status <> 'CANCELED'
                                  offset 0) s""";

    private final SubscriptionRepository subscriptions;

    LiveSubscription(SubscriptionRepository subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Its terms, read in a transaction of the organization. */
    public Uni<Optional<SubscriptionTerms>> find(Tenant tenant) {
        return subscriptions.live(tenant).map(live -> live.map(Subscription::terms));
    }

    /** Its terms, read in a transaction of a worker. */
    public Uni<Optional<SubscriptionTerms>> find(SqlConnection connection, UUID organization) {
        return connection.preparedQuery(FIND).execute(Tuple.of(organization)).map(rows -> {
            for (Row row : rows) {
                return Optional.of(terms(row));
            }
            return Optional.empty();
        });
    }

    /** The terms of those of the organizations that have a subscription, read in a transaction of a worker. */
    public Uni<Map<UUID, SubscriptionTerms>> find(SqlConnection connection, Set<UUID> organizations) {
        return connection
                .preparedQuery(FIND_ALL)
                .execute(Tuple.of(organizations.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, SubscriptionTerms> found = new HashMap<>();
                    rows.forEach(row -> found.put(row.getUUID("org_id"), terms(row)));
                    return found;
                });
    }

    private static SubscriptionTerms terms(Row row) {
        return new SubscriptionTerms(
                row.getUUID("id"),
                row.getString("plan_code"),
                row.getInteger("plan_version"),
                BillingInterval.valueOf(row.getString("billing_interval")),
                SubscriptionStatus.valueOf(row.getString("status")),
                row.getOffsetDateTime("started_at").toInstant());
    }
}
