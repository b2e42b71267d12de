package io.enterprisemode.billing.entitlement;

import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads subscription and counters in one statement, without a transaction around it and without an object mapper: products ask thousands of times a
 * second. The counter of now is the newest one that has started; whether it is that of the running period is for the caller to compare.
 */
@ApplicationScoped
class EntitlementView {

    private static final String HELD = """
            case when c.reserved_until > clock_timestamp() then
                      (select least(coalesce(sum(r.quantity), 0), 9223372036854775807)::bigint
                         from usage_reservation r
                        where r.org_id = c.org_id and r.meter_id = c.meter_id and r.period_start = c.period_start
                          and r.state = 'HELD' and r.expires_at > clock_timestamp())
                 else 0 end as reserved""";

    private static final String SUBSCRIPTION = """
            select s.id, s.billing_interval, s.status, s.started_at, p.plan_code, p.plan_version, p.starts_at,
                   u.meter_id, u.period_start, u.used, u.reserved
              from subscription s
              join subscription_plan p on p.org_id = s.org_id and p.subscription_id = s.id
            """;

    private static final String OF_METER = SUBSCRIPTION + """
              left join lateral (
                   select c.meter_id, c.period_start, c.used, %s
                     from usage_period c
                    where c.org_id = $1 and c.meter_id = $3 and c.period_start <= $2
                    order by c.period_start desc
                    limit 1) u on true
             where s.org_id = $1 and s.status <> 'CANCELED'
             order by p.starts_at""".formatted(HELD);

    private static final String OF_ALL_METERS = SUBSCRIPTION + """
              left join (
                   meter m
                   cross join lateral (
                        select c.meter_id, c.period_start, c.used, %s
                          from usage_period c
                         where c.org_id = $1 and c.meter_id = m.id and c.period_start <= $2
                         order by c.period_start desc
                         limit 1) u) on true
             where s.org_id = $1 and s.status <> 'CANCELED'
             order by u.meter_id, p.starts_at""".formatted(HELD);

    /**
     * What a meter's newest counter says.
     *
     * @param reserved held for usage to come
     */
    record Counted(Instant periodStart, long used, long reserved) {}

    /**
     * What an organization has subscribed to and used.
     *
     * @param terms null: no live subscription
     * @param counted by the id of the meter
     */
    record Seen(@Nullable SubscriptionTerms terms, Map<Short, Counted> counted) {

        Seen {
            counted = Map.copyOf(counted);
        }
    }

    private final WorkerTransactions transactions;

    EntitlementView(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** As seen for one meter. */
    Uni<Seen> ofMeter(UUID organization, Meter meter, Instant now) {
        return read(OF_METER, Tuple.of(organization, StoredTime.parameter(now), meter.id()));
    }

    /** As seen for every meter. */
    Uni<Seen> ofAllMeters(UUID organization, Instant now) {
        return read(OF_ALL_METERS, Tuple.of(organization, StoredTime.parameter(now)));
    }

    private Uni<Seen> read(String sql, Tuple parameters) {
        return transactions.withConnection(
                connection -> connection.preparedQuery(sql).execute(parameters).map(EntitlementView::seen));
    }

    /** The rows are plans by meters: the plans of the first meter are all plans. */
    private static Seen seen(RowSet<Row> rows) {
        List<Row> plans = new ArrayList<>();
        Map<Short, Counted> counted = new HashMap<>();
        @Nullable Short first = null;
        for (Row row : rows) {
            Short meter = row.getShort("meter_id");
            if (plans.isEmpty()) {
                first = meter;
            }
            if (Objects.equals(first, meter)) {
                plans.add(row);
            }
            if (meter != null) {
                counted.put(
                        meter,
                        new Counted(
                                row.getOffsetDateTime("period_start").toInstant(),
                                row.getLong("used"),
                                row.getLong("reserved")));
            }
        }
        return new Seen(plans.isEmpty() ? null : LiveSubscription.terms(plans), counted);
    }
}
