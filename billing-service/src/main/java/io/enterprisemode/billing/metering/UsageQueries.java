package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageFigures.MeterSeries;
import io.enterprisemode.billing.metering.UsageFigures.MeterUsage;
import io.enterprisemode.billing.metering.UsageFigures.Point;
import io.enterprisemode.billing.metering.UsageFigures.WorkspaceUsage;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Questions about usage, answered from counters and hours. Callers with a part of the organization get the figures of their part. */
@ApplicationScoped
class UsageQueries {

    /** Per workspace by the meter's aggregation, then added up; ?5 are workspaces, null for all. */
    private static final String SERIES = """
            select cast(meter_id as int), start, cast(least(sum(quantity), 9223372036854775807) as bigint)
              from (select h.meter_id, h.workspace_id,
                           cast(extract(epoch from date_trunc(?6, h.hour, 'UTC')) as bigint) as start,
                           case m.aggregation
                               when 'MAX' then max(h.quantity)
                               when 'LATEST' then (array_agg(h.quantity order by h.hour desc))[1]
                               else sum(h.quantity) end as quantity
                      from usage_hour h
                      join meter m on m.id = h.meter_id and m.aggregation <> 'UNIQUE_COUNT'
                     where h.org_id = ?1 and h.meter_id = any (cast(string_to_array(?2, ',') as smallint[]))
                       and h.hour >= ?3 and h.hour < ?4
                       and (cast(?5 as text) is null
                            or h.workspace_id = any (cast(string_to_array(cast(?5 as text), ',') as uuid[])))
                     group by h.meter_id, m.aggregation, h.workspace_id, start) by_workspace
             group by meter_id, start
            union all
            select cast(v.meter_id as int), cast(extract(epoch from date_trunc(?6, v.hour, 'UTC')) as bigint) as start,
                   count(distinct v.value_key)
              from usage_hour_value v
             where v.org_id = ?1 and v.meter_id = any (cast(string_to_array(?2, ',') as smallint[]))
               and v.hour >= ?3 and v.hour < ?4
               and (cast(?5 as text) is null
                    or v.workspace_id = any (cast(string_to_array(cast(?5 as text), ',') as uuid[])))
             group by v.meter_id, start""";

    private static final String BY_WORKSPACE = """
            select workspace_id, cast(meter_id as int), cast(least(quantity, 9223372036854775807) as bigint) as quantity
              from (select h.workspace_id, h.meter_id,
                           case m.aggregation
                               when 'MAX' then max(h.quantity)
                               when 'LATEST' then (array_agg(h.quantity order by h.hour desc))[1]
                               when 'UNIQUE_COUNT' then
                                    (select count(distinct v.value_key) from usage_hour_value v
                                      where v.org_id = ?1 and v.meter_id = h.meter_id and v.hour >= ?3 and v.hour < ?4
                                        and v.workspace_id = h.workspace_id)
                               else sum(h.quantity) end as quantity
                      from usage_hour h
                      join meter m on m.id = h.meter_id
                     where h.org_id = ?1 and h.meter_id = any (cast(string_to_array(?2, ',') as smallint[]))
                       and h.hour >= ?3 and h.hour < ?4
                       and (cast(?5 as text) is null
                            or h.workspace_id = any (cast(string_to_array(cast(?5 as text), ',') as uuid[])))
                     group by h.workspace_id, h.meter_id, m.aggregation) by_workspace
             order by quantity desc, meter_id, workspace_id
             limit ?6""";

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final LiveSubscription subscriptions;
    private final UsageCounters counters;
    private final WorkspaceReach workspaces;
    private final Clock clock;

    UsageQueries(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            LiveSubscription subscriptions,
            UsageCounters counters,
            WorkspaceReach workspaces,
            Clock clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.workspaces = workspaces;
        this.clock = clock;
    }

    /** The usage of the current billing period. */
    Uni<UsageFigures> current(UUID organization, Reach reach) {
        Instant now = clock.instant();
        return catalogue
                .current()
                .chain(current -> transactions.inOrganization(
                        organization,
                        tenant -> subscriptions.find(tenant).chain(found -> {
                            Optional<BillingPeriod> period = found.flatMap(terms -> terms.periodAt(now));
                            return period.isEmpty()
                                    ? Uni.createFrom().item(new UsageFigures.Current(now, null, null, List.of()))
                                    : current(tenant, reach, current, found.orElseThrow(), period.get(), now);
                        })));
    }

    private Uni<UsageFigures.Current> current(
            Tenant tenant, Reach reach, Catalogue current, SubscriptionTerms terms, BillingPeriod period, Instant now) {
        return workspaces
                .workspaces(tenant, reach)
                .chain(within -> used(tenant, current, period, within)
                        .map(used -> new UsageFigures.Current(
                                now,
                                period.start(),
                                period.end(),
                                current.meters().stream()
                                        .map(meter -> usage(meter, used, current, terms, within.isEmpty()))
                                        .toList())));
    }

    private Uni<Map<String, Long>> used(
            Tenant tenant, Catalogue current, BillingPeriod period, Optional<Set<UUID>> within) {
        return within.map(some -> counters.used(tenant, current, period.start(), some))
                .orElseGet(() -> counters.used(tenant, current, period.start()));
    }

    private static MeterUsage usage(
            Meter meter, Map<String, Long> used, Catalogue current, SubscriptionTerms terms, boolean everything) {
        long quantity = used.getOrDefault(meter.code(), 0L);
        return current.version(terms.plan(), terms.planVersion())
                .allowance(meter.code())
                .map(allowance -> UsageLimit.of(allowance, terms.interval()))
                .map(limit -> new MeterUsage(
                        meter.code(),
                        meter.unit(),
                        quantity,
                        limit.included(),
                        limit.included(),
                        limit.soft(),
                        limit.behaviour(),
                        everything ? limit.remaining(quantity) : null))
                .orElseGet(() -> new MeterUsage(meter.code(), meter.unit(), quantity, 0, null, null, null, null));
    }

    /** Usage over time, or by workspace. */
    Uni<UsageFigures> over(UUID organization, Reach reach, UsageQuestion question) {
        return catalogue.current().chain(current -> {
            List<Meter> meters = question.meters(current);
            return transactions.inOrganization(
                    organization,
                    tenant -> workspaces
                            .workspaces(tenant, reach)
                            .map(within -> asked(within, question))
                            .chain(asked -> question.byWorkspace()
                                    ? byWorkspace(tenant, current, meters, question, asked)
                                    : series(tenant, current, meters, question, asked)));
        });
    }

    /** The workspaces that are asked for and within reach; empty: all. */
    private static Optional<Set<UUID>> asked(Optional<Set<UUID>> within, UsageQuestion question) {
        return question.workspaceId()
                .map(asked -> within.isEmpty() || within.get().contains(asked) ? Set.of(asked) : Set.<UUID>of())
                .or(() -> within);
    }

    private static Mutiny.SelectionQuery<Object[]> query(
            Tenant tenant, String sql, List<Meter> meters, UsageQuestion question, Optional<Set<UUID>> asked) {
        return tenant.session()
                .createNativeQuery(sql, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(
                        2,
                        meters.stream().map(meter -> String.valueOf(meter.id())).collect(Collectors.joining(",")))
                .setParameter(3, question.from())
                .setParameter(4, question.to())
                .setParameter(5, asked.map(WorkspaceReach::joined).orElse(null));
    }

    private static Uni<UsageFigures> series(
            Tenant tenant, Catalogue current, List<Meter> meters, UsageQuestion question, Optional<Set<UUID>> asked) {
        return query(tenant, SERIES, meters, question, asked)
                .setParameter(6, question.interval().code())
                .getResultList()
                .map(rows -> {
                    Map<String, Map<Instant, Long>> quantities = new HashMap<>();
                    for (Object[] row : rows) {
                        quantities
                                .computeIfAbsent(
                                        current.meter(((Number) row[0]).shortValue())
                                                .code(),
                                        code -> new HashMap<>())
                                .put(
                                        Instant.ofEpochSecond(((Number) row[1]).longValue()),
                                        ((Number) row[2]).longValue());
                    }
                    return new UsageFigures.Series(
                            question.interval().code(),
                            question.from(),
                            question.to(),
                            meters.stream()
                                    .map(meter -> new MeterSeries(
                                            meter.code(),
                                            points(question, quantities.getOrDefault(meter.code(), Map.of()))))
                                    .toList());
                });
    }

    private static List<Point> points(UsageQuestion question, Map<Instant, Long> quantities) {
        List<Point> points = new ArrayList<>();
        for (Instant start = question.from();
                start.isBefore(question.to());
                start = start.plus(question.interval().length())) {
            points.add(new Point(start, quantities.getOrDefault(start, 0L)));
        }
        return points;
    }

    private static Uni<UsageFigures> byWorkspace(
            Tenant tenant, Catalogue current, List<Meter> meters, UsageQuestion question, Optional<Set<UUID>> asked) {
        return query(tenant, BY_WORKSPACE, meters, question, asked)
                .setParameter(6, question.limit())
                .getResultList()
                .map(rows -> new UsageFigures.ByWorkspace(
                        question.from(),
                        question.to(),
                        rows.stream()
                                .map(row -> new WorkspaceUsage(
                                        (UUID) row[0],
                                        current.meter(((Number) row[1]).shortValue())
                                                .code(),
                                        ((Number) row[2]).longValue()))
                                .toList()));
    }
}
