package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives other features the terms of what organizations have subscribed to. */
@ApplicationScoped
public class LiveSubscription {

    /**
     * The columns of a subscription {@code l} and one of its plans {@code p} from which {@link #terms} are made; there
     * is a row per plan.
     */
    public static final String COLUMNS = """
            l.id, l.status, l.revision, l.billing_interval, l.started_at, l.anchor_at, l.yearly_until, l.ended_at,
            l.usage_paid_until, l.waiting, l.waiting_at, l.waiting_plan_code, l.waiting_plan_version,
            l.automatic_plan_code, l.automatic_plan_version, l.automatic_since,
            p.plan_code, p.plan_version, p.starts_at""";

    /** Usage of what ended longer ago is not taken in any more, but by backfill. */
    private static final Duration REMEMBERED = Duration.ofDays(40);

    /** Where clocks can be set, they may be set back as far as a subscription can begin. */
    private static final Duration REMEMBERED_WHEN_SET = Duration.ofDays(800);

    private static final String FIND = """
            select %s
              from subscription l
              join subscription_plan p on p.org_id = l.org_id and p.subscription_id = l.id
             where l.org_id = $1 and l.status <> 'CANCELED'
             order by p.starts_at""".formatted(COLUMNS);

    private static final String FIND_ALL = """
            select i.org_id, s.*
              from unnest($1::uuid[]) as i (org_id)
              cross join lateral (select %s
                                    from subscription l
                                    join subscription_plan p on p.org_id = l.org_id and p.subscription_id = l.id
                                   where l.org_id = i.org_id and (l.status <> 'CANCELED' or l.ended_at > $2)
                                   order by l.status <> 'CANCELED', l.ended_at, l.created_at, l.id, p.starts_at
                                  offset 0) s""".formatted(COLUMNS);

    private final SubscriptionRepository subscriptions;
    private final OrganizationClock clocks;
    private final Clock clock;

    LiveSubscription(SubscriptionRepository subscriptions, OrganizationClock clocks, Clock clock) {
        this.subscriptions = subscriptions;
        this.clocks = clocks;
        this.clock = clock;
    }

    /** The terms of the one that is not canceled, read in a transaction of the organization. */
    public Uni<Optional<SubscriptionTerms>> find(Tenant tenant) {
        return subscriptions
                .live(tenant)
                .chain(live -> live.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : subscriptions.terms(tenant, live.get()).map(Optional::of));
    }

    /** The terms of the one that is not canceled, read in a transaction of a worker. */
    public Uni<Optional<SubscriptionTerms>> find(SqlConnection connection, UUID organization) {
        return connection.preparedQuery(FIND).execute(Tuple.of(organization)).map(rows -> {
            List<Row> plans = new ArrayList<>(rows.size());
            rows.forEach(plans::add);
            return plans.isEmpty() ? Optional.empty() : Optional.of(terms(plans));
        });
    }

    /**
     * The terms of those of the organizations that have a subscription, or had one until lately, read in a transaction
     * of a worker; with those of what they had subscribed to before.
     */
    public Uni<Map<UUID, SubscriptionTerms>> find(SqlConnection connection, Set<UUID> organizations) {
        return connection
                .preparedQuery(FIND_ALL)
                .execute(Tuple.of(
                        organizations.toArray(UUID[]::new),
                        DatabaseTime.parameter(
                                clock.instant().minus(clocks.isSettable() ? REMEMBERED_WHEN_SET : REMEMBERED))))
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
     * The terms of the last subscription of an organization.
     *
     * @param rows one per plan, with the {@link #COLUMNS}, in order of subscriptions and time
     */
    public static SubscriptionTerms terms(List<Row> rows) {
        @Nullable SubscriptionTerms terms = null;
        for (int from = 0; from < rows.size(); ) {
            Row first = rows.get(from);
            UUID id = first.getUUID("id");
            int to = from;
            List<PlanSpan> plans = new ArrayList<>(1);
            while (to < rows.size() && rows.get(to).getUUID("id").equals(id)) {
                Row row = rows.get(to++);
                plans.add(new PlanSpan(
                        row.getString("plan_code"), row.getInteger("plan_version"), instant(row, "starts_at")));
            }
            terms = stored(id, first).terms(plans, terms);
            from = to;
        }
        return Objects.requireNonNull(terms, "no rows");
    }

    private static StoredTerms stored(UUID id, Row row) {
        String waiting = row.getString("waiting");
        String waitingPlan = row.getString("waiting_plan_code");
        return new StoredTerms(
                id,
                SubscriptionStatus.valueOf(row.getString("status")),
                row.getLong("revision"),
                BillingInterval.valueOf(row.getString("billing_interval")),
                instant(row, "started_at"),
                DatabaseTime.of(row.getOffsetDateTime("anchor_at")),
                DatabaseTime.of(row.getOffsetDateTime("yearly_until")),
                DatabaseTime.of(row.getOffsetDateTime("ended_at")),
                DatabaseTime.of(row.getOffsetDateTime("usage_paid_until")),
                DatabaseTime.of(row.getOffsetDateTime("waiting_at")),
                waitingPlan == null ? null : new PlanKey(waitingPlan, row.getInteger("waiting_plan_version")),
                Subscription.CANCELLATION.equals(waiting),
                automatic(row));
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
