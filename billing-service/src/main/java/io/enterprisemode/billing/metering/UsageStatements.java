package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.metering.UsageTally.Counter;
import io.enterprisemode.billing.metering.UsageTally.CounterKey;
import io.enterprisemode.billing.metering.UsageTally.Hour;
import io.enterprisemode.billing.metering.UsageTally.HourKey;
import io.enterprisemode.billing.metering.UsageTally.Part;
import io.enterprisemode.billing.metering.UsageTally.PartKey;
import io.enterprisemode.billing.metering.UsageTally.ValueKey;
import io.enterprisemode.contracts.billing.Aggregation;
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
import org.jspecify.annotations.Nullable;

/**
 * The SQL of {@link UsageTransaction}: one statement per step for the whole batch, its rows passed as arrays. Steps that do not depend on one
 * another are sent without waiting for the answers in between.
 */
final class UsageStatements {

    private static final String WORKSPACES = """
            select node_id, parent_id
              from access_node
             where org_id = $1 and node_id = any ($2) and node_type = 'WORKSPACE' and not deleted""";

    private static final String INSERT_EVENTS = """
            insert into usage_event (org_id, event_key, workspace_id, occurred_at, received_at, quantity, meter_id, backfilled,
                                     source, event_id, properties)
            select $1, i.event_key, i.workspace_id, i.occurred_at, $2, i.quantity, i.meter_id, $3,
                   i.source, i.event_id, i.properties::jsonb
              from unnest($4::uuid[], $5::uuid[], $6::timestamptz[], $7::bigint[], $8::smallint[], $9::text[], $10::text[], $11::text[])
                   as i (event_key, workspace_id, occurred_at, quantity, meter_id, source, event_id, properties)
            on conflict (org_id, event_key) do nothing
            returning event_key""";

    private static final String DELETE_EVENTS = "delete from usage_event where org_id = $1 and event_key = any ($2)";

    private static final String SAME_AS_STORED = """
            select i.position,
                   e.workspace_id = i.workspace_id and e.occurred_at = i.occurred_at and e.quantity = i.quantity
                   and e.meter_id = i.meter_id and e.properties is not distinct from i.properties::jsonb as same
              from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bigint[], $6::smallint[], $7::text[]) with ordinality
                   as i (event_key, workspace_id, occurred_at, quantity, meter_id, properties, position)
              join usage_event e on e.org_id = $1 and e.event_key = i.event_key""";

    private static final String LOCK_COUNTERS = """
            select p.meter_id, p.period_start, p.period_end, p.used, p.unbilled, p.events,
                   p.soft_reached_at is not null as soft_reached, p.hard_reached_at is not null as hard_reached
              from usage_period p
              join unnest($2::smallint[], $3::timestamptz[]) as i (meter_id, period_start)
                   on p.meter_id = i.meter_id and p.period_start = i.period_start
             where p.org_id = $1
             order by p.meter_id, p.period_start
               for update of p""";

    private static final String CREATE_COUNTERS = """
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            select $1, i.meter_id, i.period_start, i.period_end, 0, 0, 0
              from unnest($2::smallint[], $3::timestamptz[], $4::timestamptz[]) as i (meter_id, period_start, period_end)
            on conflict (org_id, meter_id, period_start) do nothing""";

    private static final String LOAD_PARTS = """
            select p.meter_id, p.period_start, p.workspace_id, p.quantity, p.latest_at
              from usage_period_workspace p
              join unnest($2::smallint[], $3::timestamptz[], $4::uuid[]) as i (meter_id, period_start, workspace_id)
                   on p.meter_id = i.meter_id and p.period_start = i.period_start and p.workspace_id = i.workspace_id
             where p.org_id = $1""";

    private static final String LOAD_VALUES = """
            select v.meter_id, v.period_start, v.value_key
              from usage_period_value v
              join unnest($2::smallint[], $3::timestamptz[], $4::uuid[]) as i (meter_id, period_start, value_key)
                   on v.meter_id = i.meter_id and v.period_start = i.period_start and v.value_key = i.value_key
             where v.org_id = $1""";

    private static final String SAVE_COUNTERS = """
            update usage_period p
               set used = i.used, unbilled = i.unbilled, events = i.events,
                   soft_reached_at = case when i.soft_reached then coalesce(p.soft_reached_at, $2) end,
                   hard_reached_at = case when i.hard_reached then coalesce(p.hard_reached_at, $2) end
              from unnest($3::smallint[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[], $8::boolean[], $9::boolean[])
                   as i (meter_id, period_start, used, unbilled, events, soft_reached, hard_reached)
             where p.org_id = $1 and p.meter_id = i.meter_id and p.period_start = i.period_start""";

    private static final String SAVE_PARTS = """
            insert into usage_period_workspace as p
                   (org_id, meter_id, period_start, workspace_id, quantity, unbilled, events, latest_at)
            select $1, i.meter_id, i.period_start, i.workspace_id, i.quantity, i.unbilled, i.events, i.latest_at
              from unnest($2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::timestamptz[])
                   as i (meter_id, period_start, workspace_id, quantity, unbilled, events, latest_at)
            on conflict (org_id, meter_id, period_start, workspace_id) do update
               set quantity = p.quantity + excluded.quantity, unbilled = p.unbilled + excluded.unbilled,
                   events = p.events + excluded.events, latest_at = greatest(p.latest_at, excluded.latest_at)""";

    private static final String SAVE_VALUES = """
            insert into usage_period_value (org_id, meter_id, period_start, value_key)
            select $1, i.meter_id, i.period_start, i.value_key
              from unnest($2::smallint[], $3::timestamptz[], $4::uuid[]) as i (meter_id, period_start, value_key)
            on conflict do nothing""";

    private static final String SAVE_HOUR_VALUES = """
            insert into usage_hour_value (org_id, meter_id, hour, workspace_id, value_key)
            select $1, i.meter_id, i.hour, i.workspace_id, i.value_key
              from unnest($2::smallint[], $3::timestamptz[], $4::uuid[], $5::uuid[]) as i (meter_id, hour, workspace_id, value_key)
            on conflict do nothing
            returning meter_id, hour, workspace_id""";

    private static final String SAVE_HOURS = """
            insert into usage_hour as h (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at)
            select $1, i.meter_id, i.hour, i.workspace_id, i.quantity, i.events, 1, i.latest_at
              from unnest($2::smallint[], $3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[], $7::timestamptz[])
                   as i (meter_id, hour, workspace_id, quantity, events, latest_at)
            on conflict (org_id, meter_id, hour, workspace_id) do update
               set quantity = case (select m.aggregation from meter m where m.id = excluded.meter_id)
                                  when 'MAX' then greatest(h.quantity, excluded.quantity)
                                  when 'LATEST' then case when excluded.latest_at >= h.latest_at
                                                          then excluded.quantity else h.quantity end
                                  else h.quantity + excluded.quantity end,
                   events = h.events + excluded.events,
                   revision = h.revision + 1,
                   latest_at = greatest(h.latest_at, excluded.latest_at)""";

    private static final String MARK_HOURS = """
            insert into usage_change (org_id, meter_id, hour, workspace_id)
            select $1, i.meter_id, i.hour, i.workspace_id
              from unnest($2::smallint[], $3::timestamptz[], $4::uuid[]) as i (meter_id, hour, workspace_id)""";

    private final SqlConnection connection;
    private final UUID organization;
    private final OffsetDateTime receivedAt;
    private final boolean backfill;

    UsageStatements(SqlConnection connection, UsageBatch batch) {
        this.connection = connection;
        this.organization = batch.organizationId();
        this.receivedAt = StoredTime.parameter(batch.receivedAt());
        this.backfill = batch.backfill();
    }

    /** The teams of those of the workspaces that the organization has. */
    Uni<Map<UUID, UUID>> workspaces(Set<UUID> ids) {
        return execute(WORKSPACES, organization, ids.toArray(UUID[]::new)).map(rows -> {
            Map<UUID, UUID> teams = new HashMap<>();
            rows.forEach(row -> teams.put(row.getUUID("node_id"), row.getUUID("parent_id")));
            return teams;
        });
    }

    /** Stores the events whose identity is free; answers their keys. Waits for writers that have the same events in hand. */
    Uni<Set<UUID>> insertEvents(List<UsageEvent> events) {
        return execute(
                        INSERT_EVENTS,
                        organization,
                        receivedAt,
                        backfill,
                        column(events, UUID[]::new, UsageEvent::key),
                        column(events, UUID[]::new, UsageEvent::workspaceId),
                        times(events, UsageEvent::time),
                        column(events, Long[]::new, UsageEvent::quantity),
                        column(events, Short[]::new, event -> event.meter().id()),
                        column(events, String[]::new, UsageEvent::source),
                        column(events, String[]::new, UsageEvent::id),
                        column(events, String[]::new, UsageEvent::properties))
                .map(rows -> {
                    Set<UUID> keys = HashSet.newHashSet(rows.size());
                    rows.forEach(row -> keys.add(row.getUUID("event_key")));
                    return keys;
                });
    }

    /** Whether each event, by its position, says the same as what is stored under its identity; without entry where it is free. */
    Uni<Map<Integer, Boolean>> sameAsStored(List<UsageEvent> events) {
        return execute(
                        SAME_AS_STORED,
                        organization,
                        column(events, UUID[]::new, UsageEvent::key),
                        column(events, UUID[]::new, UsageEvent::workspaceId),
                        times(events, UsageEvent::time),
                        column(events, Long[]::new, UsageEvent::quantity),
                        column(events, Short[]::new, event -> event.meter().id()),
                        column(events, String[]::new, UsageEvent::properties))
                .map(rows -> {
                    Map<Integer, Boolean> same = new HashMap<>();
                    rows.forEach(row -> same.put(row.getLong("position").intValue() - 1, row.getBoolean("same")));
                    return same;
                });
    }

    /** Locks the counters that are there, in their order; answers them as they stand. */
    Uni<List<Row>> lockCounters(List<CounterKey> keys) {
        return execute(
                        LOCK_COUNTERS,
                        organization,
                        column(keys, Short[]::new, CounterKey::meter),
                        times(keys, CounterKey::periodStart))
                .map(rows -> {
                    List<Row> counters = new ArrayList<>();
                    rows.forEach(counters::add);
                    return counters;
                });
    }

    /** Makes the counters that are not there. */
    Uni<Void> createCounters(List<CounterKey> keys, Map<CounterKey, Instant> periodEnds) {
        return execute(
                        CREATE_COUNTERS,
                        organization,
                        column(keys, Short[]::new, CounterKey::meter),
                        times(keys, CounterKey::periodStart),
                        times(keys, periodEnds::get))
                .replaceWithVoid();
    }

    /** Sets the parts of workspaces to what they are. */
    Uni<Void> loadParts(UsageTally tally, List<PartKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return execute(
                        LOAD_PARTS,
                        organization,
                        column(keys, Short[]::new, key -> key.counter().meter()),
                        times(keys, key -> key.counter().periodStart()),
                        column(keys, UUID[]::new, PartKey::workspaceId))
                .invoke(rows -> rows.forEach(row -> {
                    Part part = tally.part(new PartKey(counterKey(row), row.getUUID("workspace_id")));
                    part.quantity = row.getLong("quantity");
                    part.latestAt = row.getOffsetDateTime("latest_at").toInstant();
                }))
                .replaceWithVoid();
    }

    /** Tells the tally which of the values were seen before. */
    Uni<Void> loadValues(UsageTally tally, List<ValueKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return execute(
                        LOAD_VALUES,
                        organization,
                        column(keys, Short[]::new, key -> key.counter().meter()),
                        times(keys, key -> key.counter().periodStart()),
                        column(keys, UUID[]::new, ValueKey::value))
                .invoke(rows ->
                        rows.forEach(row -> tally.known(new ValueKey(counterKey(row), row.getUUID("value_key")))))
                .replaceWithVoid();
    }

    private static CounterKey counterKey(Row row) {
        return new CounterKey(
                row.getShort("meter_id"), row.getOffsetDateTime("period_start").toInstant());
    }

    /**
     * Writes what the tally has counted.
     *
     * @param refused keys of events that were stored and then refused
     * @param counted the events that were counted
     */
    Uni<Void> save(UsageTally tally, List<UUID> refused, List<UsageEvent> counted) {
        List<Uni<?>> steps = new ArrayList<>();
        if (!refused.isEmpty()) {
            steps.add(execute(DELETE_EVENTS, organization, refused.toArray(UUID[]::new)));
        }
        saveCounters(tally, steps);
        saveParts(tally, steps);
        saveValues(tally, steps);
        List<UsageEvent> withValue =
                counted.stream().filter(event -> event.value() != null).toList();
        if (withValue.isEmpty()) {
            saveHours(tally, steps);
            return together(steps);
        }
        return saveHourValues(tally, withValue).chain(() -> {
            saveHours(tally, steps);
            return together(steps);
        });
    }

    private void saveCounters(UsageTally tally, List<Uni<?>> steps) {
        List<Counter> counters =
                tally.counters().stream().filter(counter -> counter.changed).toList();
        if (counters.isEmpty()) {
            return;
        }
        steps.add(execute(
                SAVE_COUNTERS,
                organization,
                receivedAt,
                column(counters, Short[]::new, counter -> counter.key.meter()),
                times(counters, counter -> counter.key.periodStart()),
                column(counters, Long[]::new, counter -> counter.used),
                column(counters, Long[]::new, counter -> counter.unbilled),
                column(counters, Long[]::new, counter -> counter.events),
                column(counters, Boolean[]::new, counter -> counter.softReached),
                column(counters, Boolean[]::new, counter -> counter.hardReached)));
    }

    private void saveParts(UsageTally tally, List<Uni<?>> steps) {
        List<Part> parts = tally.changedParts();
        if (parts.isEmpty()) {
            return;
        }
        steps.add(execute(
                SAVE_PARTS,
                organization,
                column(parts, Short[]::new, part -> part.key.counter().meter()),
                times(parts, part -> part.key.counter().periodStart()),
                column(parts, UUID[]::new, part -> part.key.workspaceId()),
                column(parts, Long[]::new, part -> part.added),
                column(parts, Long[]::new, part -> part.addedUnbilled),
                column(parts, Long[]::new, part -> part.addedEvents),
                times(parts, part -> part.latestAt)));
    }

    private void saveValues(UsageTally tally, List<Uni<?>> steps) {
        List<ValueKey> values = List.copyOf(tally.newValues());
        if (values.isEmpty()) {
            return;
        }
        steps.add(execute(
                SAVE_VALUES,
                organization,
                column(values, Short[]::new, value -> value.counter().meter()),
                times(values, value -> value.counter().periodStart()),
                column(values, UUID[]::new, ValueKey::value)));
    }

    /** Stores the values of hours; each that was not there adds one to its hour. */
    private Uni<Void> saveHourValues(UsageTally tally, List<UsageEvent> events) {
        List<UsageEvent> sorted = events.stream()
                .sorted(Comparator.comparingInt(
                                (UsageEvent event) -> event.meter().id())
                        .thenComparing(UsageEvent::hour)
                        .thenComparing(UsageEvent::workspaceId)
                        .thenComparing(UsageEvent::value))
                .toList();
        Map<HourKey, Hour> hours = new HashMap<>();
        tally.hours().forEach(hour -> hours.put(hour.key, hour));
        return execute(
                        SAVE_HOUR_VALUES,
                        organization,
                        column(sorted, Short[]::new, event -> event.meter().id()),
                        times(sorted, UsageEvent::hour),
                        column(sorted, UUID[]::new, UsageEvent::workspaceId),
                        column(sorted, UUID[]::new, UsageEvent::value))
                .invoke(rows -> rows.forEach(row -> {
                    Hour hour = hours.get(new HourKey(
                            row.getShort("meter_id"),
                            row.getOffsetDateTime("hour").toInstant(),
                            row.getUUID("workspace_id")));
                    if (hour != null && hour.meter.aggregation() == Aggregation.UNIQUE_COUNT) {
                        hour.quantity++;
                    }
                }))
                .replaceWithVoid();
    }

    private void saveHours(UsageTally tally, List<Uni<?>> steps) {
        List<Hour> hours = tally.hours().stream()
                .sorted(Comparator.comparingInt((Hour hour) -> hour.key.meter())
                        .thenComparing(hour -> hour.key.hour())
                        .thenComparing(hour -> hour.key.workspaceId()))
                .toList();
        if (hours.isEmpty()) {
            return;
        }
        Short[] meters = column(hours, Short[]::new, hour -> hour.key.meter());
        OffsetDateTime[] starts = times(hours, hour -> hour.key.hour());
        UUID[] workspaces = column(hours, UUID[]::new, hour -> hour.key.workspaceId());
        steps.add(execute(
                SAVE_HOURS,
                organization,
                meters,
                starts,
                workspaces,
                column(hours, Long[]::new, hour -> hour.quantity),
                column(hours, Long[]::new, hour -> hour.events),
                times(hours, hour -> hour.latestAt)));
        steps.add(execute(MARK_HOURS, organization, meters, starts, workspaces));
    }

    private static Uni<Void> together(List<Uni<?>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.combine().all().unis(steps).discardItems();
    }

    private Uni<RowSet<Row>> execute(String sql, Object... parameters) {
        return connection.preparedQuery(sql).execute(Tuple.from(Arrays.asList(parameters)));
    }

    private static <T, C> C[] column(
            Collection<T> rows, java.util.function.IntFunction<C[]> array, Function<T, @Nullable C> value) {
        return rows.stream().map(value).toArray(array);
    }

    private static <T> OffsetDateTime[] times(Collection<T> rows, Function<T, @Nullable Instant> value) {
        return rows.stream()
                .map(row -> {
                    Instant instant = value.apply(row);
                    return instant == null ? null : StoredTime.parameter(instant);
                })
                .toArray(OffsetDateTime[]::new);
    }
}
