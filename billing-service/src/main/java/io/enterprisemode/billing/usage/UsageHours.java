package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** The hours of a meter, for other features. */
@ApplicationScoped
public class UsageHours {

    private static final String HOURS = """
            select hour, workspace_id, quantity, events from usage_hour
             where org_id = ?1 and meter_id = cast(?2 as smallint) and hour >= ?3 and hour < ?4
             order by hour, workspace_id
             limit ?5""";

    /** By the aggregation of the meter; hours of UNIQUE_COUNT share values. */
    private static final String WORKSPACES = """
            select h.workspace_id, count(*), cast(least(sum(h.events), 9223372036854775807) as bigint),
                   cast(least(case m.aggregation
                       when 'MAX' then max(h.quantity)
                       when 'LATEST' then (array_agg(h.quantity order by h.hour desc))[1]
                       when 'UNIQUE_COUNT' then
                            (select count(distinct v.value_key) from usage_hour_value v
                              where v.org_id = ?1 and v.meter_id = cast(?2 as smallint)
                                and v.hour >= ?3 and v.hour < ?4 and v.workspace_id = h.workspace_id)
                       else sum(h.quantity) end, 9223372036854775807) as bigint) as quantity
              from usage_hour h
              join meter m on m.id = h.meter_id
             where h.org_id = ?1 and h.meter_id = cast(?2 as smallint) and h.hour >= ?3 and h.hour < ?4
             group by h.workspace_id, m.aggregation
             order by quantity desc, h.workspace_id""";

    UsageHours() {}

    /** What was counted in an hour of a workspace, of all events. */
    public record Hour(Instant hour, UUID workspaceId, long quantity, long events) {}

    /** The hours of a workspace taken together, by the aggregation of the meter. */
    public record WorkspaceHours(UUID workspaceId, long hours, long events, long quantity) {}

    /**
     * The hours of a span of time.
     *
     * @param first the earliest ones
     * @param workspaces of all hours, the largest first
     */
    public record Hours(List<Hour> first, List<WorkspaceHours> workspaces) {

        public Hours {
            first = List.copyOf(first);
            workspaces = List.copyOf(workspaces);
        }
    }

    /**
     * The hours of a meter, of the whole organization.
     *
     * @param from the hour that contains it is the first
     * @param most how many hours are answered one by one
     */
    public Uni<Hours> of(Tenant tenant, Meter meter, Instant from, Instant to, int most) {
        Instant start = from.truncatedTo(ChronoUnit.HOURS);
        return tenant.session()
                .createNativeQuery(HOURS, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, (int) meter.id())
                .setParameter(3, start)
                .setParameter(4, to)
                .setParameter(5, most)
                .getResultList()
                .chain(hours -> tenant.session()
                        .createNativeQuery(WORKSPACES, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, (int) meter.id())
                        .setParameter(3, start)
                        .setParameter(4, to)
                        .getResultList()
                        .map(workspaces -> new Hours(
                                hours.stream().map(UsageHours::hour).toList(),
                                workspaces.stream().map(UsageHours::workspace).toList())));
    }

    private static Hour hour(Object[] row) {
        return new Hour(
                ((OffsetDateTime) row[0]).toInstant(),
                (UUID) row[1],
                ((Number) row[2]).longValue(),
                ((Number) row[3]).longValue());
    }

    private static WorkspaceHours workspace(Object[] row) {
        return new WorkspaceHours(
                (UUID) row[0],
                ((Number) row[1]).longValue(),
                ((Number) row[2]).longValue(),
                ((Number) row[3]).longValue());
    }
}
