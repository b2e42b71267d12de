package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.metering.ArrayParameters.column;
import static io.enterprisemode.billing.metering.ArrayParameters.organizations;
import static io.enterprisemode.billing.metering.ArrayParameters.times;

import io.enterprisemode.billing.metering.ClassifiedBatch.OrganizationBatch;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.Hour;
import io.enterprisemode.billing.metering.UsageAccumulator.HourKey;
import io.enterprisemode.billing.metering.UsageAccumulator.ValueKey;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounter;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounterKey;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of {@link UsageTransaction}: one statement per step for all organizations, its rows passed as arrays in the
 * order in which they are to be locked. Reads and locks are nested loops over the rows given, whatever the planner
 * knows of the tables.
 */
final class UsageStatements {

    /** Locks of rows are taken in this order inside a table, of organizations as of what is theirs. */
    static final Comparator<CounterKey> COUNTERS =
            Comparator.comparingInt(CounterKey::meter).thenComparing(CounterKey::periodStart);

    static final Comparator<HourKey> HOURS =
            Comparator.comparingInt(HourKey::meter).thenComparing(HourKey::hour).thenComparing(HourKey::workspaceId);

    /** Takes the columns of {@link #events}. */
    static final String INSERT_EVENTS = """
            insert into usage_event (org_id, event_identity, workspace_id, occurred_at, received_at, quantity, meter_id,
                backfilled,
                                     source, event_id, properties)
            select unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::timestamptz[]),
                unnest($5::timestamptz[]),
                   unnest($6::bigint[]), unnest($7::smallint[]), unnest($8::boolean[]), unnest($9::text[]),
                       unnest($10::text[]),
                   unnest($11::text[])::jsonb""";

    private static final String INSERT_NEW_EVENTS = INSERT_EVENTS + " on conflict (org_id, event_identity) do nothing";

    /** Organizations of which an event is stored already. */
    private static final String REPEATING = """
            select distinct i.org_id
              from unnest($1::uuid[], $2::uuid[]) as i (org_id, identity)
              cross join lateral (select 1
                                    from usage_event s
                                   where s.org_id = i.org_id and s.event_identity = i.identity
                                  offset 0) e""";

    private static final String TAKEN = """
            select i.identity
              from unnest($2::uuid[]) as i (identity)
              cross join lateral (select 1
                                    from usage_event s
                                   where s.org_id = $1 and s.event_identity = i.identity
                                  offset 0) e""";

    /** What a transaction has inserted carries its id. */
    private static final String INSERTED = """
            select i.position
              from unnest($1::uuid[], $2::uuid[]) with ordinality as i (org_id, identity, position)
              cross join lateral (select s.xmin
                                    from usage_event s
                                   where s.org_id = i.org_id and s.event_identity = i.identity
                                  offset 0) e
             where e.xmin = pg_current_xact_id()::xid""";

    private static final String DELETE_EVENTS = """
            delete from usage_event
             where ctid = any (array(
                   select e.ctid
                     from unnest($1::uuid[], $2::uuid[]) as i (org_id, identity)
                    cross join lateral (select s.ctid
                                          from usage_event s
                                         where s.org_id = i.org_id and s.event_identity = i.identity
                                        offset 0) e))""";

    private static final String SAME_AS_STORED = """
            select i.position,
                   e.workspace_id = i.workspace_id and e.occurred_at = i.occurred_at and e.quantity = i.quantity
                   and e.meter_id = i.meter_id and e.properties is not distinct from i.properties::jsonb as same
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::bigint[], $6::smallint[],
                  $7::text[]) with ordinality
                   as i (org_id, identity, workspace_id, occurred_at, quantity, meter_id, properties, position)
              cross join lateral (select s.workspace_id, s.occurred_at, s.quantity, s.meter_id, s.properties
                                    from usage_event s
                                   where s.org_id = i.org_id and s.event_identity = i.identity
                                  offset 0) e""";

    private static final String COUNTERS_AS_THEY_STAND = """
            select p.*
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[]) as i (org_id, meter_id, period_start)
              cross join lateral (select org_id, meter_id, period_start, period_end, used, unbilled, events,
                                         soft_reached_at is not null as soft_reached,
                                             hard_reached_at is not null as hard_reached,
                                         cap_reached_at is not null as cap_reached, refused_at is not null as refused,
                                         coalesce(reserved_until > clock_timestamp(), false) as reserved,
                                         reserved_until, carry, used_elsewhere
                                    from usage_period
                                   where org_id = i.org_id and meter_id = i.meter_id and period_start = i.period_start
                                  %s) p""";

    private static final String LOCK_COUNTERS = COUNTERS_AS_THEY_STAND.formatted("for update");
    private static final String READ_COUNTERS = COUNTERS_AS_THEY_STAND.formatted("offset 0");

    private static final String CREATE_COUNTERS = """
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            select i.org_id, i.meter_id, i.period_start, i.period_end, 0, 0, 0
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::timestamptz[])
                   as i (org_id, meter_id, period_start, period_end)
            on conflict (org_id, meter_id, period_start) do nothing""";

    private static final String LOAD_PARTS = """
            select p.*
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[]) as i (org_id, meter_id,
                  period_start, workspace_id)
              cross join lateral (select org_id, meter_id, period_start, workspace_id, quantity, events, latest_at,
                                         latest_received_at, latest_identity, carried, own_quantity, latest_quantity,
                                         unbilled, billable_events, billable_quantity, billable_latest_quantity,
                                         billable_latest_at, billable_latest_received_at, billable_latest_identity
                                    from usage_period_workspace
                                   where org_id = i.org_id and meter_id = i.meter_id and period_start = i.period_start
                                     and workspace_id = i.workspace_id
                                  offset 0) p""";

    private static final String LOAD_VALUES = """
            select v.*
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[]) as i (org_id, meter_id,
                  period_start, value_key)
              cross join lateral (select org_id, meter_id, period_start, value_key, unbilled
                                    from usage_period_value
                                   where org_id = i.org_id and meter_id = i.meter_id and period_start = i.period_start
                                     and value_key = i.value_key
                                  offset 0) v""";

    private static final String SAVE_COUNTERS = """
            insert into usage_period as p (org_id, meter_id, period_start, period_end, used, unbilled, events,
                                           soft_reached_at, hard_reached_at, cap_reached_at, refused_at,
                                           carry, used_elsewhere)
            select i.org_id, i.meter_id, i.period_start, i.period_end, i.used, i.unbilled, i.events, i.soft_reached_at,
                   i.hard_reached_at, i.cap_reached_at, i.refused_at, i.carry, i.used_elsewhere
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[],
                          $7::bigint[], $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[],
                          $12::bigint[], $13::bigint[])
                   as i (org_id, meter_id, period_start, period_end, used, unbilled, events, soft_reached_at,
                         hard_reached_at, cap_reached_at, refused_at, carry, used_elsewhere)
            on conflict (org_id, meter_id, period_start) do update
               set used = excluded.used, unbilled = excluded.unbilled, events = excluded.events,
                   carry = excluded.carry, used_elsewhere = excluded.used_elsewhere,
                   soft_reached_at = coalesce(p.soft_reached_at, excluded.soft_reached_at),
                   hard_reached_at = coalesce(p.hard_reached_at, excluded.hard_reached_at),
                   cap_reached_at = coalesce(p.cap_reached_at, excluded.cap_reached_at),
                   refused_at = coalesce(p.refused_at, excluded.refused_at)""";

    private static final String SAVE_PARTS = """
            insert into usage_period_workspace as p
                   (org_id, meter_id, period_start, workspace_id, quantity, unbilled, events, latest_at,
                    latest_received_at, latest_identity, carried, own_quantity, latest_quantity, billable_events,
                    billable_quantity, billable_latest_quantity, billable_latest_at, billable_latest_received_at,
                    billable_latest_identity)
            select i.org_id, i.meter_id, i.period_start, i.workspace_id, i.quantity, i.unbilled, i.events, i.latest_at,
                   i.latest_received_at, i.latest_identity, i.carried, i.own_quantity, i.latest_quantity,
                   i.billable_events, i.billable_quantity, i.billable_latest_quantity, i.billable_latest_at,
                   i.billable_latest_received_at, i.billable_latest_identity
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[],
                          $7::bigint[], $8::timestamptz[], $9::timestamptz[], $10::uuid[], $11::bigint[],
                          $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[],
                          $17::timestamptz[], $18::timestamptz[], $19::uuid[])
                   as i (org_id, meter_id, period_start, workspace_id, quantity, unbilled, events, latest_at,
                         latest_received_at, latest_identity, carried, own_quantity, latest_quantity, billable_events,
                         billable_quantity, billable_latest_quantity, billable_latest_at, billable_latest_received_at,
                         billable_latest_identity)
            on conflict (org_id, meter_id, period_start, workspace_id) do update
               set quantity = p.quantity + excluded.quantity, unbilled = p.unbilled + excluded.unbilled,
                   events = p.events + excluded.events, latest_at = greatest(p.latest_at, excluded.latest_at),
                   latest_received_at = coalesce(excluded.latest_received_at, p.latest_received_at),
                   latest_identity = coalesce(excluded.latest_identity, p.latest_identity),
                   carried = excluded.carried, own_quantity = excluded.own_quantity,
                   latest_quantity = excluded.latest_quantity, billable_events = excluded.billable_events,
                   billable_quantity = excluded.billable_quantity,
                   billable_latest_quantity = excluded.billable_latest_quantity,
                   billable_latest_at = excluded.billable_latest_at,
                   billable_latest_received_at = excluded.billable_latest_received_at,
                   billable_latest_identity = excluded.billable_latest_identity""";

    private static final String SAVE_VALUES = """
            insert into usage_period_value as v (org_id, meter_id, period_start, value_key, unbilled)
            select i.org_id, i.meter_id, i.period_start, i.value_key, i.unbilled
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::boolean[])
                   as i (org_id, meter_id, period_start, value_key, unbilled)
            on conflict (org_id, meter_id, period_start, value_key) do update set unbilled = false
             where v.unbilled and not excluded.unbilled""";

    private static final String SAVE_HOUR_VALUES = """
            insert into usage_hour_value (org_id, meter_id, hour, workspace_id, value_key)
            select i.org_id, i.meter_id, i.hour, i.workspace_id, i.value_key
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::uuid[])
                   as i (org_id, meter_id, hour, workspace_id, value_key)
            on conflict do nothing
            returning org_id, meter_id, hour, workspace_id""";

    /** Writes hours, to be published again; how a quantity joins that of the same hour depends on the aggregation. */
    private static final String SAVE_HOURS = """
            insert into usage_hour as h (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at,
                unpublished)
            select i.org_id, i.meter_id, i.hour, i.workspace_id, i.quantity, i.events, 1, i.latest_at, true
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[],
                  $7::timestamptz[])
                   as i (org_id, meter_id, hour, workspace_id, quantity, events, latest_at)
            on conflict (org_id, meter_id, hour, workspace_id) do update
               set quantity = %s,
                   events = h.events + excluded.events,
                   revision = h.revision + 1,
                   latest_at = greatest(h.latest_at, excluded.latest_at),
                   unpublished = true""";

    private static final String SAVE_SUMS = SAVE_HOURS.formatted("h.quantity + excluded.quantity");
    private static final String SAVE_MAXIMA = SAVE_HOURS.formatted("greatest(h.quantity, excluded.quantity)");

    /**
     * Whether the event that is written is the later one ({@link EventOrder}); %1$s stands for the row that is there.
     */
    static final String IS_LATER = """
            (excluded.latest_at, excluded.latest_received_at, excluded.latest_identity)
            >= (%1$s.latest_at, coalesce(%1$s.latest_received_at, 'epoch'),
                coalesce(%1$s.latest_identity, '00000000-0000-0000-0000-000000000000'))""";

    private static final String SAVE_LATEST = """
            insert into usage_hour as h (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at,
                                         unpublished, latest_received_at, latest_identity)
            select i.org_id, i.meter_id, i.hour, i.workspace_id, i.quantity, i.events, 1, i.latest_at, true,
                   i.latest_received_at, i.latest_identity
              from unnest($1::uuid[], $2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[],
                          $7::timestamptz[], $8::timestamptz[], $9::uuid[])
                   as i (org_id, meter_id, hour, workspace_id, quantity, events, latest_at, latest_received_at,
                         latest_identity)
            on conflict (org_id, meter_id, hour, workspace_id) do update
               set quantity = case when %1$s then excluded.quantity else h.quantity end,
                   latest_received_at = case when %1$s then excluded.latest_received_at else h.latest_received_at end,
                   latest_identity = case when %1$s then excluded.latest_identity else h.latest_identity end,
                   events = h.events + excluded.events,
                   revision = h.revision + 1,
                   latest_at = greatest(h.latest_at, excluded.latest_at),
                   unpublished = true""".formatted(IS_LATER.formatted("h"));

    private final SqlConnection connection;

    UsageStatements(SqlConnection connection) {
        this.connection = connection;
    }

    /**
     * Stores the events whose identity is free and returns their number. Waits for transactions that are inserting the
     * same events.
     */
    Uni<Integer> insertEvents(Collection<NewEvent> events) {
        return execute(INSERT_NEW_EVENTS, events(events)).map(RowSet::rowCount);
    }

    /** The columns of events, in the order in which they are stored. */
    static Object[] events(Collection<NewEvent> events) {
        List<NewEvent> sorted = events.stream()
                .sorted(Comparator.comparing(NewEvent::organization)
                        .thenComparing(event -> event.event().key()))
                .toList();
        return new Object[] {
            column(sorted, UUID[]::new, NewEvent::organization),
            column(sorted, UUID[]::new, row -> row.event().key()),
            column(sorted, UUID[]::new, row -> row.event().workspaceId()),
            times(sorted, row -> row.event().time()),
            times(sorted, NewEvent::receivedAt),
            column(sorted, Long[]::new, row -> row.event().quantity()),
            column(sorted, Short[]::new, row -> row.event().meter().id()),
            column(sorted, Boolean[]::new, NewEvent::backfilled),
            column(sorted, String[]::new, row -> row.event().source()),
            column(sorted, String[]::new, row -> row.event().id()),
            column(sorted, String[]::new, row -> row.event().properties())
        };
    }

    /** Which of the identities this transaction has stored. */
    Uni<Set<OrgScoped<UUID>>> inserted(List<OrgScoped<UUID>> identities) {
        return execute(INSERTED, organizations(identities), column(identities, UUID[]::new, OrgScoped::what))
                .map(rows -> {
                    Set<OrgScoped<UUID>> inserted = HashSet.newHashSet(rows.size());
                    rows.forEach(row ->
                            inserted.add(identities.get(row.getLong("position").intValue() - 1)));
                    return inserted;
                });
    }

    /** Those of the identities that are taken. */
    static Uni<Set<UUID>> taken(SqlConnection connection, UUID organization, Set<UUID> identities) {
        return connection
                .preparedQuery(TAKEN)
                .execute(Tuple.of(organization, identities.toArray(UUID[]::new)))
                .map(rows -> {
                    Set<UUID> taken = new HashSet<>();
                    rows.forEach(row -> taken.add(row.getUUID("identity")));
                    return taken;
                });
    }

    /** The organizations of those identities that are taken. */
    static Uni<Set<UUID>> repeating(SqlConnection connection, List<OrgScoped<UUID>> identities) {
        return connection
                .preparedQuery(REPEATING)
                .execute(Tuple.of(organizations(identities), column(identities, UUID[]::new, OrgScoped::what)))
                .map(rows -> {
                    Set<UUID> repeating = new HashSet<>();
                    rows.forEach(row -> repeating.add(row.getUUID("org_id")));
                    return repeating;
                });
    }

    /**
     * Whether each event, by its position, has the same content as the stored event with its identity; without an entry
     * where the identity is free.
     */
    Uni<Map<Integer, Boolean>> sameAsStored(List<OrgScoped<UsageEvent>> events) {
        return execute(
                        SAME_AS_STORED,
                        organizations(events),
                        column(events, UUID[]::new, row -> row.what().key()),
                        column(events, UUID[]::new, row -> row.what().workspaceId()),
                        times(events, row -> row.what().time()),
                        column(events, Long[]::new, row -> row.what().quantity()),
                        column(events, Short[]::new, row -> row.what().meter().id()),
                        column(events, String[]::new, row -> row.what().properties()))
                .map(rows -> {
                    Map<Integer, Boolean> same = new HashMap<>();
                    rows.forEach(row -> same.put(row.getLong("position").intValue() - 1, row.getBoolean("same")));
                    return same;
                });
    }

    /** Takes events out again that were stored in this transaction. */
    Uni<Void> deleteEvents(Collection<OrgScoped<UUID>> keys) {
        List<OrgScoped<UUID>> sorted =
                keys.stream().sorted(OrgScoped.order(Comparator.naturalOrder())).toList();
        return execute(DELETE_EVENTS, organizations(sorted), column(sorted, UUID[]::new, OrgScoped::what))
                .replaceWithVoid();
    }

    /** Locks the counters that exist, in their order, and returns them. */
    Uni<List<Row>> lockCounters(Collection<OrgScoped<CounterKey>> keys) {
        return counters(LOCK_COUNTERS, keys);
    }

    /** The same without a lock. */
    Uni<List<Row>> readCounters(Collection<OrgScoped<CounterKey>> keys) {
        return counters(READ_COUNTERS, keys);
    }

    private Uni<List<Row>> counters(String sql, Collection<OrgScoped<CounterKey>> keys) {
        List<OrgScoped<CounterKey>> sorted = sorted(keys);
        return execute(
                        sql,
                        organizations(sorted),
                        column(sorted, Short[]::new, key -> key.what().meter()),
                        times(sorted, key -> key.what().periodStart()))
                .map(rows -> {
                    List<Row> counters = new ArrayList<>(rows.size());
                    rows.forEach(counters::add);
                    return counters;
                });
    }

    /** The counter of a row; the row does not contain what is reserved on it. */
    static Counter counter(Row row, ClassifiedBatch usage) {
        OrganizationBatch organizationBatch = usage.organizationBatch(row.getUUID("org_id"));
        CounterKey key = counterKey(row);
        Counter counter = organizationBatch.counter(
                organizationBatch.meter(row.getShort("meter_id")),
                key,
                usage.part(new OrgScoped<>(organizationBatch.organization, key)));
        counter.used = row.getLong("used");
        counter.unbilled = row.getLong("unbilled");
        counter.events = row.getLong("events");
        note(counter, LimitThreshold.SOFT, row.getBoolean("soft_reached"));
        note(counter, LimitThreshold.HARD, row.getBoolean("hard_reached"));
        note(counter, LimitThreshold.CAP, row.getBoolean("cap_reached"));
        counter.refused = row.getBoolean("refused");
        counter.carry = row.getLong("carry");
        counter.elsewhere = row.getLong("used_elsewhere");
        OffsetDateTime reservedUntil = row.getOffsetDateTime("reserved_until");
        counter.reservedUntil = reservedUntil == null ? null : reservedUntil.toInstant();
        return counter;
    }

    private static void note(Counter counter, LimitThreshold threshold, boolean isReached) {
        if (isReached) {
            counter.reached.add(threshold);
        }
    }

    /** Makes those of the counters that are not there. */
    Uni<Void> createCounters(Map<OrgScoped<CounterKey>, Instant> periodEnds) {
        List<OrgScoped<CounterKey>> sorted = sorted(periodEnds.keySet());
        return execute(
                        CREATE_COUNTERS,
                        organizations(sorted),
                        column(sorted, Short[]::new, key -> key.what().meter()),
                        times(sorted, key -> key.what().periodStart()),
                        times(sorted, periodEnds::get))
                .replaceWithVoid();
    }

    private static List<OrgScoped<CounterKey>> sorted(Collection<OrgScoped<CounterKey>> keys) {
        return keys.stream().sorted(OrgScoped.order(COUNTERS)).toList();
    }

    /** Returns the counters of workspaces that exist. */
    Uni<RowSet<Row>> workspaceCounters(Collection<OrgScoped<WorkspaceCounterKey>> keys) {
        return execute(
                LOAD_PARTS,
                organizations(keys),
                column(keys, Short[]::new, key -> key.what().counter().meter()),
                times(keys, key -> key.what().counter().periodStart()),
                column(keys, UUID[]::new, key -> key.what().workspaceId()));
    }

    /** Returns organization, meter_id, period_start and value_key of the values that were seen before. */
    Uni<RowSet<Row>> values(Collection<OrgScoped<ValueKey>> keys) {
        return execute(
                LOAD_VALUES,
                organizations(keys),
                column(keys, Short[]::new, key -> key.what().counter().meter()),
                times(keys, key -> key.what().counter().periodStart()),
                column(keys, UUID[]::new, key -> key.what().value()));
    }

    static CounterKey counterKey(Row row) {
        return new CounterKey(
                row.getShort("meter_id"), row.getOffsetDateTime("period_start").toInstant());
    }

    /** Sets the counters, which are locked, to what they are. */
    Uni<Void> saveCounters(Collection<OrgScoped<Counter>> counters, Instant now) {
        List<OrgScoped<Counter>> sorted = counters.stream()
                .sorted(OrgScoped.order(Comparator.comparing((Counter counter) -> counter.key, COUNTERS)))
                .toList();
        return execute(
                        SAVE_COUNTERS,
                        organizations(sorted),
                        column(sorted, Short[]::new, row -> row.what().key.meter()),
                        times(sorted, row -> row.what().key.periodStart()),
                        times(sorted, row -> row.what().periodEnd),
                        column(sorted, Long[]::new, row -> row.what().used),
                        column(sorted, Long[]::new, row -> row.what().unbilled),
                        column(sorted, Long[]::new, row -> row.what().events),
                        times(sorted, row -> row.what().reached.contains(LimitThreshold.SOFT) ? now : null),
                        times(sorted, row -> row.what().reached.contains(LimitThreshold.HARD) ? now : null),
                        times(sorted, row -> row.what().reached.contains(LimitThreshold.CAP) ? now : null),
                        times(sorted, row -> row.what().refused ? now : null),
                        column(sorted, Long[]::new, row -> row.what().carry),
                        column(sorted, Long[]::new, row -> row.what().elsewhere))
                .replaceWithVoid();
    }

    /** Adds to the counters of workspaces; those of their organizations are locked. */
    Uni<Void> saveWorkspaceCounters(Collection<OrgScoped<WorkspaceCounter>> workspaceCounters) {
        return execute(
                        SAVE_PARTS,
                        organizations(workspaceCounters),
                        column(
                                workspaceCounters,
                                Short[]::new,
                                row -> row.what().key.counter().meter()),
                        times(workspaceCounters, row -> row.what().key.counter().periodStart()),
                        column(
                                workspaceCounters,
                                UUID[]::new,
                                row -> row.what().key.workspaceId()),
                        column(workspaceCounters, Long[]::new, row -> row.what().added),
                        column(workspaceCounters, Long[]::new, row -> row.what().addedUnbilled),
                        column(workspaceCounters, Long[]::new, row -> row.what().addedEvents),
                        times(
                                workspaceCounters,
                                row -> row.what().latestAt == null
                                        ? row.what().key.counter().periodStart()
                                        : row.what().latestAt),
                        times(
                                workspaceCounters,
                                row -> receivedAt(row.what().own.latest())),
                        column(
                                workspaceCounters,
                                UUID[]::new,
                                row -> key(row.what().own.latest())),
                        column(workspaceCounters, Long[]::new, row -> row.what().carried),
                        column(workspaceCounters, Long[]::new, row -> row.what().ownQuantity()),
                        column(workspaceCounters, Long[]::new, row -> row.what().latestQuantity()),
                        column(workspaceCounters, Long[]::new, row -> ofBillable(row, OwnEvents::events)),
                        column(workspaceCounters, Long[]::new, row -> ofBillable(row, OwnEvents::greatest)),
                        column(workspaceCounters, Long[]::new, row -> ofBillable(row, OwnEvents::last)),
                        times(workspaceCounters, row -> ofLastBillable(row, EventOrder::time)),
                        times(workspaceCounters, row -> ofLastBillable(row, EventOrder::receivedAt)),
                        column(workspaceCounters, UUID[]::new, row -> ofLastBillable(row, EventOrder::key)))
                .replaceWithVoid();
    }

    /** Null: all events are billable. */
    private static <T> @Nullable T ofBillable(OrgScoped<WorkspaceCounter> row, Function<OwnEvents, T> what) {
        OwnEvents billable = row.what().billable;
        return billable == null ? null : what.apply(billable);
    }

    /** Null also without a billable event. */
    private static <T> @Nullable T ofLastBillable(OrgScoped<WorkspaceCounter> row, Function<EventOrder, T> what) {
        OwnEvents billable = row.what().billable;
        EventOrder latest = billable == null ? null : billable.latest();
        return latest == null ? null : what.apply(latest);
    }

    /**
     * Adds values that were not seen before, and notes which are billable from now on, under the lock of their
     * counters.
     *
     * @param isUnbilled whether a value was seen only by events that are not billed
     */
    Uni<Void> saveValues(Collection<OrgScoped<ValueKey>> values, Predicate<OrgScoped<ValueKey>> isUnbilled) {
        return execute(
                        SAVE_VALUES,
                        organizations(values),
                        column(
                                values,
                                Short[]::new,
                                value -> value.what().counter().meter()),
                        times(values, value -> value.what().counter().periodStart()),
                        column(values, UUID[]::new, value -> value.what().value()),
                        column(values, Boolean[]::new, isUnbilled::test))
                .replaceWithVoid();
    }

    /** Stores the values of hours; answers the hour of each that was not there. */
    Uni<List<OrgScoped<HourKey>>> saveHourValues(Collection<OrgScoped<UsageEvent>> events) {
        List<OrgScoped<UsageEvent>> sorted = events.stream()
                .sorted(OrgScoped.order(Comparator.comparingInt(
                                (UsageEvent event) -> event.meter().id())
                        .thenComparing(UsageEvent::hour)
                        .thenComparing(UsageEvent::workspaceId)
                        .thenComparing(UsageEvent::value)))
                .toList();
        return execute(
                        SAVE_HOUR_VALUES,
                        organizations(sorted),
                        column(sorted, Short[]::new, row -> row.what().meter().id()),
                        times(sorted, row -> row.what().hour()),
                        column(sorted, UUID[]::new, row -> row.what().workspaceId()),
                        column(sorted, UUID[]::new, row -> row.what().value()))
                .map(rows -> {
                    List<OrgScoped<HourKey>> hours = new ArrayList<>(rows.size());
                    rows.forEach(row -> hours.add(new OrgScoped<>(
                            row.getUUID("org_id"),
                            new HourKey(
                                    row.getShort("meter_id"),
                                    row.getOffsetDateTime("hour").toInstant(),
                                    row.getUUID("workspace_id")))));
                    return hours;
                });
    }

    /** Adds to the hours of meters with this aggregation, and marks them as changed. */
    Uni<Void> saveHours(Aggregation aggregation, Collection<OrgScoped<Hour>> hours) {
        List<OrgScoped<Hour>> sorted = hours.stream()
                .sorted(OrgScoped.order(Comparator.comparing((Hour hour) -> hour.key, HOURS)))
                .toList();
        List<Object> columns = new ArrayList<>(List.of(
                organizations(sorted),
                column(sorted, Short[]::new, row -> row.what().key.meter()),
                times(sorted, row -> row.what().key.hour()),
                column(sorted, UUID[]::new, row -> row.what().key.workspaceId()),
                column(sorted, Long[]::new, row -> row.what().quantity),
                column(sorted, Long[]::new, row -> row.what().events),
                times(sorted, row -> row.what().latestAt)));
        String sql =
                switch (aggregation) {
                    case SUM, COUNT, UNIQUE_COUNT -> SAVE_SUMS;
                    case MAX -> SAVE_MAXIMA;
                    case LATEST -> {
                        columns.add(times(sorted, row -> receivedAt(row.what().latest)));
                        columns.add(column(sorted, UUID[]::new, row -> key(row.what().latest)));
                        yield SAVE_LATEST;
                    }
                };
        return execute(sql, columns.toArray()).replaceWithVoid();
    }

    static @Nullable Instant receivedAt(@Nullable EventOrder latest) {
        return latest == null ? null : latest.receivedAt();
    }

    static @Nullable UUID key(@Nullable EventOrder latest) {
        return latest == null ? null : latest.key();
    }

    private Uni<RowSet<Row>> execute(String sql, Object... parameters) {
        return connection.preparedQuery(sql).execute(Tuple.from(Arrays.asList(parameters)));
    }
}
