package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.GroupKey;
import io.enterprisemode.billing.metering.UsageAccumulator.Hour;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes hours by property. The lock of the counter is held meanwhile, so that nobody else adds values to the same
 * hour; only backfills of times without subscription have no counter, and may pass the bound together.
 */
final class GroupStatements {

    private static final String KEPT = """
            select i.place, g.value
              from unnest($2::int[], $3::smallint[], $4::text[], $5::timestamptz[], $6::uuid[])
                   as i (place, meter_id, property, hour, workspace_id)
             cross join lateral (select p.value
                                   from usage_hour_property p
                                  where p.org_id = $1 and p.meter_id = i.meter_id and p.property = i.property
                                      and p.hour = i.hour
                                    and p.workspace_id = i.workspace_id
                                 offset 0) g""";

    private static final String SAVE = """
            insert into usage_hour_property as g
                   (org_id, meter_id, property, hour, workspace_id, value, quantity, events, latest_at,
                    latest_received_at, latest_identity)
            select $1, i.meter_id, i.property, i.hour, i.workspace_id, i.value, i.quantity, i.events, i.latest_at,
                   i.latest_received_at, i.latest_identity
              from unnest($2::smallint[], $3::text[], $4::timestamptz[], $5::uuid[], $6::text[], $7::bigint[],
                  $8::bigint[],
                          $9::timestamptz[], $10::timestamptz[], $11::uuid[])
                   as i (meter_id, property, hour, workspace_id, value, quantity, events, latest_at,
                         latest_received_at, latest_identity)
            on conflict (org_id, meter_id, property, hour, workspace_id, value) do update
               set quantity = case (select m.aggregation from meter m where m.id = excluded.meter_id)
                                  when 'MAX' then greatest(g.quantity, excluded.quantity)
                                  when 'LATEST' then case when %1$s then excluded.quantity else g.quantity end
                                  else g.quantity + excluded.quantity end,
                   latest_received_at = case when %1$s then excluded.latest_received_at else g.latest_received_at end,
                   latest_identity = case when %1$s then excluded.latest_identity else g.latest_identity end,
                   events = g.events + excluded.events,
                   latest_at = greatest(g.latest_at, excluded.latest_at)
            """.formatted(UsageStatements.IS_LATER.formatted("g"));

    /** The hour of a workspace, for one property. */
    private record Place(UsageAccumulator.HourKey hour, String property) {}

    private final SqlConnection connection;
    private final UUID organization;

    GroupStatements(SqlConnection connection, UUID organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /** Writes what the accumulator has counted by property; nothing at all for meters that are not grouped. */
    Uni<Void> save(UsageAccumulator accumulator) {
        if (accumulator.groups().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Place> places = accumulator.groups().keySet().stream()
                .map(key -> new Place(key.hour(), key.property()))
                .distinct()
                .toList();
        return kept(places).chain(kept -> save(bounded(accumulator.groups(), kept)));
    }

    private Uni<Map<Place, Set<String>>> kept(List<Place> places) {
        Integer[] numbers = new Integer[places.size()];
        Arrays.setAll(numbers, number -> number);
        return connection
                .preparedQuery(KEPT)
                .execute(Tuple.from(Arrays.asList(
                        organization,
                        numbers,
                        column(places, Short[]::new, place -> place.hour().meter()),
                        column(places, String[]::new, Place::property),
                        column(
                                places,
                                OffsetDateTime[]::new,
                                place -> DatabaseTime.parameter(place.hour().hour())),
                        column(places, UUID[]::new, place -> place.hour().workspaceId()))))
                .map(rows -> {
                    Map<Place, Set<String>> kept = new HashMap<>();
                    rows.forEach(
                            row -> kept.computeIfAbsent(places.get(row.getInteger("place")), place -> new HashSet<>())
                                    .add(row.getString("value")));
                    return kept;
                });
    }

    private static Map<GroupKey, Hour> bounded(Map<GroupKey, Hour> counted, Map<Place, Set<String>> kept) {
        Map<GroupKey, Hour> bounded = new LinkedHashMap<>();
        counted.forEach((key, hour) -> {
            Set<String> values = kept.computeIfAbsent(new Place(key.hour(), key.property()), place -> new HashSet<>());
            String value = UsageGroups.kept(key.value(), values);
            values.add(value);
            bounded.merge(new GroupKey(key.hour(), key.property(), value), hour, (one, other) -> {
                one.add(other);
                return one;
            });
        });
        return bounded;
    }

    private Uni<Void> save(Map<GroupKey, Hour> groups) {
        List<Map.Entry<GroupKey, Hour>> rows = new ArrayList<>(groups.entrySet());
        rows.sort(Map.Entry.comparingByKey(
                Comparator.comparingInt((GroupKey key) -> key.hour().meter())
                        .thenComparing(GroupKey::property)
                        .thenComparing(key -> key.hour().hour())
                        .thenComparing(key -> key.hour().workspaceId())
                        .thenComparing(GroupKey::value)));
        return connection
                .preparedQuery(SAVE)
                .execute(Tuple.from(Arrays.asList(
                        organization,
                        column(rows, Short[]::new, row -> row.getKey().hour().meter()),
                        column(rows, String[]::new, row -> row.getKey().property()),
                        column(
                                rows,
                                OffsetDateTime[]::new,
                                row -> DatabaseTime.parameter(
                                        row.getKey().hour().hour())),
                        column(rows, UUID[]::new, row -> row.getKey().hour().workspaceId()),
                        column(rows, String[]::new, row -> row.getKey().value()),
                        column(rows, Long[]::new, row -> row.getValue().quantity),
                        column(rows, Long[]::new, row -> row.getValue().events),
                        column(rows, OffsetDateTime[]::new, row -> DatabaseTime.parameter(row.getValue().latestAt)),
                        column(rows, OffsetDateTime[]::new, row -> receivedAt(row.getValue())),
                        column(rows, UUID[]::new, row -> UsageStatements.key(row.getValue().latest)))))
                .replaceWithVoid();
    }

    private static @Nullable OffsetDateTime receivedAt(Hour hour) {
        EventOrder latest = hour.latest;
        return latest == null ? null : DatabaseTime.parameter(latest.receivedAt());
    }

    private static <T, C> C[] column(
            List<T> rows, java.util.function.IntFunction<C[]> array, Function<T, @Nullable C> value) {
        return rows.stream().map(value).toArray(array);
    }
}
