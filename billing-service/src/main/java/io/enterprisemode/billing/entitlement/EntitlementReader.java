package io.enterprisemode.billing.entitlement;

import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.OtherParts;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.SharedReads;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.Outages;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the subscription and the counters in one statement, without a transaction and without an object mapper:
 * products send thousands of such requests a second, and requests that arrive at the same time share the statement. The
 * current counter is the newest one that has started; the caller checks whether it is that of the running period.
 */
@ApplicationScoped
class EntitlementReader {

    /** The ids of meters begin with 1. */
    private static final short NO_METER = 0;

    /** Two, so that one statement is prepared while the other is waited for; more make the statements small. */
    private static final int LANES = 2;

    /**
     * The second bound is more than arrives in a second at full load: it is reached only when the database is slow or
     * unavailable.
     */
    private static final SharedReads.Bounds BOUNDS = new SharedReads.Bounds(500, 10_000);

    private static final String HELD = """
            case when c.reserved_until > statement_timestamp() then
                      (select least(coalesce(sum(r.quantity), 0), 9223372036854775807)::bigint
                         from usage_reservation r
                        where r.org_id = c.org_id and r.meter_id = c.meter_id and r.period_start = c.period_start
                          and r.state = 'HELD' and r.expires_at > statement_timestamp())
                 else 0 end as reserved""";

    private static final String OF_METERS = """
            select i.position, s.*, u.meter_id, u.period_start, u.used, u.carry, u.used_elsewhere, u.reserved
              from unnest($1::uuid[], $2::smallint[]) with ordinality as i (org_id, meter_id, position)
              cross join lateral (
                   select %s
                     from subscription l
                     join subscription_plan p on p.org_id = l.org_id and p.subscription_id = l.id
                    where l.org_id = i.org_id and l.status <> 'CANCELED'
                   offset 0) s
              left join lateral (
                   select c.meter_id, c.period_start, c.used, c.carry, c.used_elsewhere, %s
                     from usage_period c
                    where c.org_id = i.org_id and c.meter_id = i.meter_id and c.period_start <= $3
                    order by c.period_start desc
                    limit 1) u on true
             order by i.position, s.starts_at""".formatted(LiveSubscription.COLUMNS, HELD);

    private static final String OF_ALL_METERS = """
            select %s, u.meter_id, u.period_start, u.used, u.carry, u.used_elsewhere, u.reserved
              from subscription l
              join subscription_plan p on p.org_id = l.org_id and p.subscription_id = l.id
              left join (
                   meter m
                   cross join lateral (
                        select c.meter_id, c.period_start, c.used, c.carry, c.used_elsewhere, %s
                          from usage_period c
                         where c.org_id = $1 and c.meter_id = m.id and c.period_start <= $2
                         order by c.period_start desc
                         limit 1) u) on true
             where l.org_id = $1 and l.status <> 'CANCELED'
             order by u.meter_id, p.starts_at""".formatted(LiveSubscription.COLUMNS, HELD);

    /**
     * The newest counter of a meter.
     *
     * @param reserved held for usage to come
     * @param carry what earlier parts of the period used beyond their share of it
     * @param elsewhere what other parts of the period used
     */
    record Counted(Instant periodStart, long used, long reserved, long carry, long elsewhere) {

        OtherParts others(Meter meter) {
            return OtherParts.of(meter.aggregation(), carry, elsewhere);
        }
    }

    /**
     * What an organization has subscribed to and used.
     *
     * @param terms null: no live subscription
     * @param counted by the id of the meter
     * @param at the time for which it was read
     */
    record Seen(@Nullable SubscriptionTerms terms, Map<Short, Counted> counted, Instant at) {

        Seen {
            counted = Map.copyOf(counted);
        }
    }

    private record Question(UUID organization, short meter) {}

    private final WorkerTransactions transactions;
    private final Clock clock;
    private final SharedReads<Question, Seen> shared;

    EntitlementReader(WorkerTransactions transactions, Outages outages, Vertx vertx, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
        this.shared = new SharedReads<>(vertx, LANES, BOUNDS, this::read, failure -> !outages.isOutage(failure));
    }

    /** As seen for one meter, now. */
    Uni<Seen> ofMeter(UUID organization, Meter meter) {
        return shared.ask(new Question(organization, meter.id()));
    }

    /** As seen for none of the meters, now: what is subscribed to. */
    Uni<Seen> ofPlan(UUID organization) {
        return shared.ask(new Question(organization, NO_METER));
    }

    /** As seen for every meter, now. */
    Uni<Seen> ofAllMeters(UUID organization) {
        Instant now = clock.instant();
        return execute(OF_ALL_METERS, Tuple.of(organization, DatabaseTime.parameter(now)))
                .map(rows -> {
                    List<Row> all = new ArrayList<>(rows.size());
                    rows.forEach(all::add);
                    return seen(all, now);
                });
    }

    private Uni<Map<Question, Seen>> read(Set<Question> questions) {
        Instant now = clock.instant();
        List<Question> asked = List.copyOf(questions);
        UUID[] organizations = new UUID[asked.size()];
        Short[] meters = new Short[asked.size()];
        for (int i = 0; i < asked.size(); i++) {
            organizations[i] = asked.get(i).organization();
            meters[i] = asked.get(i).meter();
        }
        return execute(OF_METERS, Tuple.of(organizations, meters, DatabaseTime.parameter(now)))
                .map(rows -> {
                    Map<Integer, List<Row>> byPosition = new HashMap<>();
                    rows.forEach(row -> byPosition
                            .computeIfAbsent(row.getLong("position").intValue() - 1, position -> new ArrayList<>(1))
                            .add(row));
                    Map<Question, Seen> seen = HashMap.newHashMap(asked.size());
                    for (int i = 0; i < asked.size(); i++) {
                        seen.put(asked.get(i), seen(byPosition.getOrDefault(i, List.of()), now));
                    }
                    return seen;
                });
    }

    private Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        return transactions.withConnection(
                connection -> connection.preparedQuery(sql).execute(parameters));
    }

    /** There is a row for each plan and meter: the rows of the first meter contain all plans. */
    private static Seen seen(List<Row> rows, Instant at) {
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
                                row.getLong("reserved"),
                                row.getLong("carry"),
                                row.getLong("used_elsewhere")));
            }
        }
        return new Seen(plans.isEmpty() ? null : LiveSubscription.terms(plans), counted, at);
    }
}
