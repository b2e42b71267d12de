package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives other features the terms of the subscription that is not canceled. */
@ApplicationScoped
public class LiveSubscription {

    private static final String FIND = """
            select s.id, s.billing_interval, s.status, s.started_at, p.plan_code, p.plan_version, p.starts_at,
                   s.automatic_plan_code, s.automatic_plan_version, s.automatic_since
              from subscription s
              join subscription_plan p on p.org_id = s.org_id and p.subscription_id = s.id
             where s.org_id = $1 and s.status <> 'CANCELED'
             order by p.starts_at""";

    private static final String FIND_ALL = """
            select s.*
              from unnest($1::uuid[]) as i (org_id)
              cross join lateral (select l.org_id, l.id, l.billing_interval, l.status, l.started_at,
                                         p.plan_code, p.plan_version, p.starts_at,
                                         l.automatic_plan_code, l.automatic_plan_version, l.automatic_since
                                    from subscription l
                                    join subscription_plan p on p.org_id = l.org_id and p.subscription_id = l.id
                                   where l.org_id = i.org_id and l.status <> 'CANCELED'
                                   order by p.starts_at
                                  offset 0) s""";

    private final SubscriptionRepository subscriptions;

    LiveSubscription(SubscriptionRepository subscriptions) {
        this.subscriptions = subscriptions;
    }

    /** Its terms, read in a transaction of the organization. */
    public Uni<Optional<SubscriptionTerms>> find(Tenant tenant) {
        return subscriptions
                .live(tenant)
                .chain(live -> live.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : subscriptions.terms(tenant, live.get()).map(Optional::of));
    }

    /** Its terms, read in a transaction of a worker. */
    public Uni<Optional<SubscriptionTerms>> find(SqlConnection connection, UUID organization) {
        return connection.preparedQuery(FIND).execute(Tuple.of(organization)).map(rows -> {
            List<Row> plans = new ArrayList<>(rows.size());
            rows.forEach(plans::add);
            return plans.isEmpty() ? Optional.empty() : Optional.of(terms(plans));
        });
    }

    /** The terms of those of the organizations that have a subscription, read in a transaction of a worker. */
    public Uni<Map<UUID, SubscriptionTerms>> find(SqlConnection connection, Set<UUID> organizations) {
        return connection
                .preparedQuery(FIND_ALL)
                .execute(Tuple.of(organizations.toArray(UUID[]::new)))
                .map(rows -> {
                    Map<UUID, List<Row>> plans = new HashMap<>();
                    rows.forEach(row -> plans.computeIfAbsent(row.getUUID("org_id"), found -> new ArrayList<>())
                            .add(row));
                    Map<UUID, SubscriptionTerms> found = new HashMap<>();
                    plans.forEach((organization, ofOne) -> found.put(organization, terms(ofOne)));
                    return found;
                });
    }

    /**
     * The terms of one subscription.
     *
     * @param rows one per plan, in order of time: {@code id, billing_interval, status, started_at, plan_code,
     *     plan_version, starts_at, automatic_plan_code, automatic_plan_version, automatic_since}
     */
    public static SubscriptionTerms terms(List<Row> rows) {
        Row first = rows.getFirst();
        return new SubscriptionTerms(
                first.getUUID("id"),
                BillingInterval.valueOf(first.getString("billing_interval")),
                SubscriptionStatus.valueOf(first.getString("status")),
                instant(first, "started_at"),
                rows.stream()
                        .map(row -> new PlanSpan(
                                row.getString("plan_code"), row.getInteger("plan_version"), instant(row, "starts_at")))
                        .toList(),
                automatic(first));
    }

    private static @Nullable PlanSpan automatic(Row row) {
        String plan = row.getString("automatic_plan_code");
        return plan == null
                ? null
                : new PlanSpan(plan, row.getInteger("automatic_plan_version"), instant(row, "automatic_since"));
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
