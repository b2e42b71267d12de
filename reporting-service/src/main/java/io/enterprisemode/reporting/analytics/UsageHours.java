package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.time.TimeBuckets;
import io.enterprisemode.reporting.analytics.MeterTotals.WorkspaceTotal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Adds up hours of usage as each meter's aggregation demands: first per workspace, then over workspaces. */
@ApplicationScoped
class UsageHours {

    /** One bucket of one meter. */
    record Bucket(String meter, int index, long quantity) {}

    private static final String OF_WORKSPACE = """
            case when aggregation in ('SUM', 'COUNT') then sum(quantity)
                 when aggregation = 'LATEST' then (array_agg(quantity
                     order by hour desc) filter (where aggregation = 'LATEST'))[1]
                 else max(quantity) end as quantity""";

    private static final String SERIES = """
            with border as materialized (select cast(string_to_array(:borders, ',') as timestamptz[]) as starts),
                 part as (
                 select meter, aggregation, workspace_id,
                        width_bucket(hour, (select starts from border)) as bucket,
                        %s
                   from usage_hour
                  where %s
                  group by meter, aggregation, workspace_id, bucket)
            select meter, bucket,
                   cast(least(case when aggregation = 'UNIQUE_COUNT' then max(quantity) else sum(quantity) end,
                              9223372036854775807) as bigint)
              from part
             group by meter, aggregation, bucket""";

    private static final String TOTALS = """
            select meter, aggregation, cast(workspace_id as text), previous,
                   cast(least(quantity, 9223372036854775807) as bigint)
              from (select meter, aggregation, workspace_id, hour < :start as previous, %s
                      from usage_hour
                     where %s
                     group by meter, aggregation, workspace_id, previous) as part
             order by meter""";

    /** The buckets that have usage, numbered from 0. */
    Uni<List<Bucket>> series(Tenant tenant, Window window, TimeBuckets buckets, Selection selection) {
        String borders = buckets.starts().stream().map(Instant::toString).collect(Collectors.joining(","));
        return selection
                .bind(tenant, window, tenant.session().createNativeQuery(selection.in(SERIES), Object[].class))
                .setParameter("borders", borders)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Bucket((String) row[0], ((Number) row[1]).intValue() - 1, number(row[2])))
                        .toList());
    }

    /** The totals of each meter, in the order of their names, in the window and in the one before. */
    Uni<List<MeterTotals>> totals(Tenant tenant, Window window, Selection selection) {
        Window both = new Window(window.previous().from(), window.to());
        return selection
                .bind(tenant, both, tenant.session().createNativeQuery(selection.in(TOTALS), Object[].class))
                .setParameter("start", window.from())
                .getResultList()
                .map(UsageHours::totals);
    }

    private static List<MeterTotals> totals(List<Object[]> rows) {
        record Measured(String meter, Aggregation aggregation) {}
        Map<Measured, List<WorkspaceTotal>> parts = new LinkedHashMap<>();
        for (Object[] row : rows) {
            parts.computeIfAbsent(
                            new Measured((String) row[0], Aggregation.valueOf((String) row[1])),
                            measured -> new ArrayList<>())
                    .add(new WorkspaceTotal(UUID.fromString((String) row[2]), number(row[4]), (Boolean) row[3]));
        }
        return parts.entrySet().stream()
                .map(entry ->
                        MeterTotals.of(entry.getKey().meter(), entry.getKey().aggregation(), entry.getValue()))
                .toList();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /**
     * Which hours count.
     *
     * @param meter empty: every one
     * @param workspaces empty: every one
     */
    record Selection(Optional<String> meter, Optional<Set<UUID>> workspaces) {

        private String in(String statement) {
            String conditions = "org_id = :org and hour >= :from and hour < :to"
                    + (meter.isPresent() ? " and meter = :meter" : "")
                    + (workspaces.isPresent()
                            ? " and workspace_id = any(cast(string_to_array(:workspaces, ',') as uuid[]))"
                            : "");
            return statement.formatted(OF_WORKSPACE, conditions);
        }

        private <T> Mutiny.SelectionQuery<T> bind(Tenant tenant, Window window, Mutiny.SelectionQuery<T> query) {
            query.setParameter("org", tenant.organizationId())
                    .setParameter("from", window.from())
                    .setParameter("to", window.to());
            meter.ifPresent(name -> query.setParameter("meter", name));
            workspaces.ifPresent(ids -> query.setParameter(
                    "workspaces", ids.stream().map(UUID::toString).collect(Collectors.joining(","))));
            return query;
        }
    }
}
