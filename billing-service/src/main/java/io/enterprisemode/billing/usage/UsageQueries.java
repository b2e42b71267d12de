package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.metering.AwaitedWorkspaces;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.LimitReachedTimes;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.OtherParts;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.billing.usage.UsageCounters.Counted;
import io.enterprisemode.billing.usage.UsageView.GroupSeries;
import io.enterprisemode.billing.usage.UsageView.GroupsLeftOut;
import io.enterprisemode.billing.usage.UsageView.MeterSeries;
import io.enterprisemode.billing.usage.UsageView.MeterUsage;
import io.enterprisemode.billing.usage.UsageView.Point;
import io.enterprisemode.billing.usage.UsageView.Scope;
import io.enterprisemode.billing.usage.UsageView.WorkspaceUsage;
import io.enterprisemode.billing.usage.UsageView.WorkspacesLeftOut;
import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for usage from counters and hours. Callers with a role on a part of the organization get the figures
 * of that part.
 */
@ApplicationScoped
class UsageQueries {

    private static final String ORGANIZATION = "organization";

    private static final String TIME_ZONE = """
            select time_zone from access_node
             where org_id = ?1 and node_id = ?1 and node_type = 'ORGANIZATION'""";

    /**
     * Per workspace by the meter's aggregation, then added up; ?5 are workspaces, null for all; ?6 the starts of the
     * intervals.
     */
    private static final String SERIES = """
            select cast(meter_id as int), bucket, cast(least(sum(quantity), 9223372036854775807) as bigint)
              from (select h.meter_id, h.workspace_id,
                           width_bucket(cast(extract(epoch from h.hour) as bigint),
                                        cast(string_to_array(?6, ',') as bigint[])) as bucket,
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
                     group by h.meter_id, m.aggregation, h.workspace_id, bucket) by_workspace
             group by meter_id, bucket
            union all
            select cast(v.meter_id as int),
                   width_bucket(cast(extract(epoch from v.hour) as bigint),
                                cast(string_to_array(?6, ',') as bigint[])) as bucket,
                   count(distinct v.value_key)
              from usage_hour_value v
             where v.org_id = ?1 and v.meter_id = any (cast(string_to_array(?2, ',') as smallint[]))
               and v.hour >= ?3 and v.hour < ?4
               and (cast(?5 as text) is null
                    or v.workspace_id = any (cast(string_to_array(cast(?5 as text), ',') as uuid[])))
             group by v.meter_id, bucket""";

    /**
     * As the series, for the ?8 largest values; the others are added up in rows without a value. Each row contains the
     * number of values.
     */
    private static final String BY_PROPERTY = """
            with by_value as (
                select value, bucket, sum(quantity) as quantity
                  from (select h.value, h.workspace_id,
                               width_bucket(cast(extract(epoch from h.hour) as bigint),
                                            cast(string_to_array(?6, ',') as bigint[])) as bucket,
                               case m.aggregation
                                   when 'MAX' then max(h.quantity)
                                   when 'LATEST' then (array_agg(h.quantity order by h.hour desc))[1]
                                   else sum(h.quantity) end as quantity
                          from usage_hour_property h
                          join meter m on m.id = h.meter_id
                         where h.org_id = ?1 and h.meter_id = any (cast(string_to_array(?2, ',') as smallint[]))
                           and h.property = ?7 and h.hour >= ?3 and h.hour < ?4
                           and (cast(?5 as text) is null
                                or h.workspace_id = any (cast(string_to_array(cast(?5 as text), ',') as uuid[])))
                         group by h.value, m.aggregation, h.workspace_id, bucket) by_workspace
                 group by value, bucket),
            ranked as (
                select value, row_number() over (order by sum(quantity) desc, value collate "C") as place
                  from by_value
                 group by value)
            select returned.value, returned.bucket, cast(least(sum(returned.quantity), 9223372036854775807) as bigint),
                   (select count(*) from ranked)
              from (select case when r.place <= cast(?8 as int) then v.value end as value,
                           least(r.place, cast(?8 as int) + 1) as place, v.bucket, v.quantity
                      from by_value v
                      join ranked r on r.value = v.value) returned
             group by returned.place, returned.value, returned.bucket
             order by returned.place, returned.bucket""";

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
             order by quantity desc, meter_id, workspace_id""";

    private static final String HAS_PROPERTY = """
            select exists (select 1 from usage_hour_property
                            where org_id = ?1 and meter_id = cast(?2 as smallint) and property = ?3)""";

    /** What can be answered now. */
    private sealed interface Answer {

        record Figures(UsageView figures) implements Answer {}

        /** The workspace is not known here, or not for the caller. */
        record NotSeen(UUID workspace) implements Answer {}
    }

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final LiveSubscription subscriptions;
    private final UsageCounters counters;
    private final WorkspaceReach workspaces;
    private final AwaitedWorkspaces view;
    private final AwaitedSubscription subscription;
    private final Clock clock;

    UsageQueries(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            LiveSubscription subscriptions,
            UsageCounters counters,
            WorkspaceReach workspaces,
            AwaitedWorkspaces view,
            AwaitedSubscription subscription,
            Clock clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.workspaces = workspaces;
        this.view = view;
        this.subscription = subscription;
        this.clock = clock;
    }

    /** The usage of the current billing period; without one, it first waits for the automatic subscription. */
    Uni<UsageView> current(UUID organization, Reach reach) {
        return asOfNow(organization, reach)
                .chain(figures -> figures.periodStart() != null
                        ? Uni.createFrom().item(figures)
                        : subscription
                                .isThere(organization)
                                .chain(there -> there
                                        ? asOfNow(organization, reach)
                                        : Uni.createFrom().item(figures)))
                .map(UsageView.class::cast);
    }

    private Uni<UsageView.Current> asOfNow(UUID organization, Reach reach) {
        Instant now = clock.instant();
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions.find(tenant).chain(found -> {
                    Optional<PlanPart> part = found.flatMap(terms -> terms.partAt(now));
                    return part.isEmpty()
                            ? Uni.createFrom()
                                    .item(new UsageView.Current(now, scope(reach), null, null, null, List.of()))
                            : current(tenant, reach, current, found.orElseThrow(), part.get(), now);
                })));
    }

    private Uni<UsageView.Current> current(
            Tenant tenant, Reach reach, Catalogue current, SubscriptionTerms terms, PlanPart part, Instant now) {
        return workspaces
                .workspaces(tenant, reach)
                .chain(within -> used(tenant, current, part, within)
                        .map(used -> new UsageView.Current(
                                now,
                                scope(reach),
                                part.period().start(),
                                part.period().end(),
                                part.start(),
                                current.meters().stream()
                                        .filter(meter -> !meter.archived() || used.containsKey(meter.code()))
                                        .map(meter -> usage(meter, used, current, terms, part, scope(reach)))
                                        .toList())));
    }

    private Uni<Map<String, Counted>> used(
            Tenant tenant, Catalogue current, PlanPart part, Optional<Set<UUID>> within) {
        return within.map(some ->
                        counters.used(tenant, current, part.start(), some).map(UsageQueries::counted))
                .orElseGet(() -> counters.counted(tenant, current, part.start()));
    }

    private static Map<String, Counted> counted(Map<String, Long> used) {
        return used.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> new Counted(each.getValue(), OtherParts.NONE, LimitReachedTimes.NONE)));
    }

    private static Scope scope(Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> Scope.ORGANIZATION;
            case Reach.Subtrees some -> Scope.SUBTREE;
        };
    }

    private static MeterUsage usage(
            Meter meter,
            Map<String, Counted> used,
            Catalogue current,
            SubscriptionTerms terms,
            PlanPart part,
            Scope scope) {
        Counted counted = used.getOrDefault(meter.code(), new Counted(0, OtherParts.NONE, LimitReachedTimes.NONE));
        return switch (scope) {
            case ORGANIZATION -> againstItsLimit(meter, counted, current, terms, part);
            case SUBTREE -> MeterUsage.ofPart(meter, counted.used());
        };
    }

    private static MeterUsage againstItsLimit(
            Meter meter, Counted counted, Catalogue current, SubscriptionTerms terms, PlanPart part) {
        UsageLimit limit = current.version(part.plan(), part.planVersion())
                .allowance(meter.code())
                .map(allowance -> part.limit(allowance, meter.aggregation()).with(counted.others()))
                .orElse(null);
        return MeterUsage.ofAll(meter, counted.used(), limit, terms.stateOf(counted.used(), limit), counted.reached());
    }

    /**
     * Usage over time, by workspace, or by property; a 404 problem for a workspace that does not exist or is out of
     * reach, once the view contains everything that existed at the time of the request.
     *
     * @param timeZone IANA name, or {@code organization}; null: UTC
     * @param ask makes the question from the time zone
     */
    Uni<UsageView> over(
            UUID organization, Reach reach, @Nullable String timeZone, Function<ZoneId, UsageQuestion> ask) {
        AwaitedView.Question asked = view.ask();
        return answer(organization, reach, timeZone, ask).chain(answer -> switch (answer) {
            case Answer.Figures(UsageView figures) -> Uni.createFrom().item(figures);
            case Answer.NotSeen(UUID workspace) ->
                isSeen(asked, organization, reach, workspace)
                        .chain(() -> answer(organization, reach, timeZone, ask))
                        .map(again -> switch (again) {
                            case Answer.Figures(UsageView figures) -> figures;
                            case Answer.NotSeen notSeen -> throw ProblemException.notFound("workspace");
                        });
        });
    }

    /** Waits until the workspace is known and within reach, or is known not to be. */
    private Uni<Boolean> isSeen(AwaitedView.Question asked, UUID organization, Reach reach, UUID workspace) {
        NamedWorkspace named = new NamedWorkspace(organization, workspace);
        return view.isKnown(asked, organization, 1, Set.of(named), facts -> facts.isSeen(reach, named));
    }

    private Uni<Answer> answer(
            UUID organization, Reach reach, @Nullable String timeZone, Function<ZoneId, UsageQuestion> ask) {
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> zone(tenant, timeZone).map(ask).chain(question -> answer(tenant, reach, current, question))));
    }

    private Uni<Answer> answer(Tenant tenant, Reach reach, Catalogue current, UsageQuestion question) {
        if (question.workspaceId().isEmpty()) {
            return workspaces
                    .workspaces(tenant, reach)
                    .chain(within -> figures(tenant, current, question, within))
                    .<Answer>map(Answer.Figures::new);
        }
        UUID workspace = question.workspaceId().get();
        return workspaces
                .covers(tenant, reach, workspace)
                .chain(within -> within
                        ? figures(tenant, current, question, Optional.of(Set.of(workspace)))
                                .<Answer>map(Answer.Figures::new)
                        : Uni.createFrom().item(new Answer.NotSeen(workspace)));
    }

    private static Uni<ZoneId> zone(Tenant tenant, @Nullable String timeZone) {
        if (timeZone == null || timeZone.isBlank()) {
            return Uni.createFrom().item(ZoneOffset.UTC);
        }
        if (!timeZone.equals(ORGANIZATION)) {
            return Uni.createFrom()
                    .item(() -> Parameters.zone("timeZone", timeZone).orElse(ZoneOffset.UTC));
        }
        return tenant.session()
                .createNativeQuery(TIME_ZONE, String.class)
                .setParameter(1, tenant.organizationId())
                .getSingleResultOrNull()
                .map(name -> name == null ? ZoneOffset.UTC : ZoneId.of(name));
    }

    private static Uni<UsageView> figures(
            Tenant tenant, Catalogue current, UsageQuestion question, Optional<Set<UUID>> asked) {
        return switch (question.grouping()) {
            case UsageQuestion.Grouping.Time byTime ->
                series(tenant, current, question.meters(current), question, asked);
            case UsageQuestion.Grouping.Workspace each ->
                byWorkspace(tenant, current, question.meters(current), question, asked);
            case UsageQuestion.Grouping.Property(String property) ->
                byProperty(tenant, question.oneMeter(current), property, question, asked);
        };
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

    private static Uni<UsageView> series(
            Tenant tenant, Catalogue current, List<Meter> meters, UsageQuestion question, Optional<Set<UUID>> asked) {
        List<Instant> starts = question.buckets().starts();
        return query(tenant, SERIES, meters, question, asked)
                .setParameter(6, joined(starts))
                .getResultList()
                .map(rows -> {
                    Map<String, Map<Integer, Long>> quantities = new HashMap<>();
                    for (Object[] row : rows) {
                        quantities
                                .computeIfAbsent(
                                        current.meter(((Number) row[0]).shortValue())
                                                .code(),
                                        code -> new HashMap<>())
                                .put(((Number) row[1]).intValue(), ((Number) row[2]).longValue());
                    }
                    return new UsageView.Series(
                            question.interval().code(),
                            name(question.zone()),
                            question.buckets().approximate(),
                            question.from(),
                            question.to(),
                            meters.stream()
                                    .map(meter -> new MeterSeries(
                                            meter.code(),
                                            points(starts, quantities.getOrDefault(meter.code(), Map.of()))))
                                    .toList());
                });
    }

    /** A meter that is grouped by something else now keeps what it was grouped by before. */
    private static Uni<UsageView> byProperty(
            Tenant tenant, Meter meter, String property, UsageQuestion question, Optional<Set<UUID>> asked) {
        return meter.groupBy().contains(property)
                ? groups(tenant, meter, property, question, asked)
                : wasGroupedBy(tenant, meter, property).chain(was -> {
                    if (!was) {
                        throw UsageQuestion.notGrouped();
                    }
                    return groups(tenant, meter, property, question, asked);
                });
    }

    private static Uni<Boolean> wasGroupedBy(Tenant tenant, Meter meter, String property) {
        return tenant.session()
                .createNativeQuery(HAS_PROPERTY, Boolean.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, (int) meter.id())
                .setParameter(3, property)
                .getSingleResult();
    }

    private static Uni<UsageView> groups(
            Tenant tenant, Meter meter, String property, UsageQuestion question, Optional<Set<UUID>> asked) {
        List<Instant> starts = question.buckets().starts();
        return query(tenant, BY_PROPERTY, List.of(meter), question, asked)
                .setParameter(6, joined(starts))
                .setParameter(7, property)
                .setParameter(8, question.limit())
                .getResultList()
                .map(rows -> {
                    Map<String, Map<Integer, Long>> largestFirst = new LinkedHashMap<>();
                    Map<Integer, Long> others = new HashMap<>();
                    long values = 0;
                    for (Object[] row : rows) {
                        String value = (String) row[0];
                        Map<Integer, Long> quantities =
                                value == null ? others : largestFirst.computeIfAbsent(value, each -> new HashMap<>());
                        quantities.put(((Number) row[1]).intValue(), ((Number) row[2]).longValue());
                        values = ((Number) row[3]).longValue();
                    }
                    return new UsageView.ByProperty(
                            meter.code(),
                            property,
                            question.interval().code(),
                            name(question.zone()),
                            question.buckets().approximate(),
                            question.from(),
                            question.to(),
                            largestFirst.entrySet().stream()
                                    .map(each -> new GroupSeries(each.getKey(), points(starts, each.getValue())))
                                    .toList(),
                            new GroupsLeftOut(
                                    values - largestFirst.size(),
                                    others.isEmpty() ? List.of() : points(starts, others)));
                });
    }

    private static long saturatedSum(long one, long other) {
        return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
    }

    private static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static String joined(List<Instant> starts) {
        return starts.stream()
                .map(start -> String.valueOf(start.getEpochSecond()))
                .collect(Collectors.joining(","));
    }

    /** The quantities are by the number of the interval, from 1. */
    private static List<Point> points(List<Instant> starts, Map<Integer, Long> quantities) {
        List<Point> points = new ArrayList<>(starts.size());
        for (int i = 0; i < starts.size(); i++) {
            points.add(new Point(starts.get(i), quantities.getOrDefault(i + 1, 0L)));
        }
        return points;
    }

    private static Uni<UsageView> byWorkspace(
            Tenant tenant, Catalogue current, List<Meter> meters, UsageQuestion question, Optional<Set<UUID>> asked) {
        return query(tenant, BY_WORKSPACE, meters, question, asked)
                .getResultList()
                .map(rows -> {
                    List<WorkspaceUsage> largestFirst = rows.stream()
                            .map(row -> new WorkspaceUsage(
                                    (UUID) row[0],
                                    current.meter(((Number) row[1]).shortValue())
                                            .code(),
                                    ((Number) row[2]).longValue()))
                            .toList();
                    int returned = Math.min(question.limit(), largestFirst.size());
                    return new UsageView.ByWorkspace(
                            question.from(),
                            question.to(),
                            question.buckets().approximate(),
                            largestFirst.subList(0, returned),
                            workspacesLeftOut(largestFirst.subList(returned, largestFirst.size())));
                });
    }

    private static List<WorkspacesLeftOut> workspacesLeftOut(List<WorkspaceUsage> workspaces) {
        Map<String, WorkspacesLeftOut> byMeter = new TreeMap<>();
        for (WorkspaceUsage each : workspaces) {
            byMeter.merge(
                    each.meter(),
                    new WorkspacesLeftOut(each.meter(), 1, each.quantity()),
                    (one, other) -> new WorkspacesLeftOut(
                            one.meter(),
                            one.workspaces() + other.workspaces(),
                            saturatedSum(one.quantity(), other.quantity())));
        }
        return List.copyOf(byMeter.values());
    }
}
