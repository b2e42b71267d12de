package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BulkDocuments;
import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Ends the counters of a part where a plan is changed. All counters are made first, so that they can be locked: a
 * writer that read the plans before the change finds that its counter ends earlier than expected, and begins again.
 * What was counted of times after the change moves to the counters of the new part, so that the change holds
 * immediately even if clocks differ.
 */
@ApplicationScoped
class UsageCounterCutover implements CounterCutover {

    private static final String CREATE = """
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            select ?1, m.id, ?2, ?3, 0, 0, 0 from meter m order by m.id
            on conflict (org_id, meter_id, period_start) do nothing""";

    private static final String LOCK = """
            select cast(meter_id as int) from usage_period
             where org_id = ?1 and period_start between ?2 and ?3
             order by meter_id, period_start
               for update""";

    /**
     * What was counted of times from ?3 to ?5, by workspace. An event is at most {@link LatenessRule#MOST_AHEAD} ahead
     * of its arrival, by which it is found. Quantities of MAX and LATEST are levels, which hold in both parts (of
     * LATEST by {@link EventOrder}); values of UNIQUE_COUNT stay where they were first seen.
     */
    private static final String AHEAD = """
            with ahead as (
                select e.meter_id, e.workspace_id, m.aggregation in ('SUM', 'COUNT') as is_flow,
                       cast(case m.aggregation
                            when 'SUM' then sum(e.quantity)
                            when 'COUNT' then count(*)
                            when 'MAX' then max(e.quantity)
                            else (array_agg(e.quantity order by
                                e.occurred_at desc, e.received_at desc, e.event_identity desc))[1]
                            end as bigint) as quantity,
                       count(*) as events, max(e.occurred_at) as latest_at,
                       case when m.aggregation = 'LATEST' then
                            (array_agg(e.received_at order by
                                e.occurred_at desc, e.received_at desc, e.event_identity desc))[1]
                            end as latest_received_at,
                       case when m.aggregation = 'LATEST' then
                            (array_agg(e.event_identity order by
                                e.occurred_at desc, e.received_at desc, e.event_identity desc))[1]
                            end as latest_identity
                  from usage_event e
                  join meter m on m.id = e.meter_id and m.aggregation <> 'UNIQUE_COUNT'
                 where e.org_id = cast(?1 as uuid) and e.received_at >= cast(?4 as timestamptz)
                     and e.occurred_at >= cast(?3 as timestamptz) and e.occurred_at < cast(?5 as timestamptz)
                 group by e.meter_id, e.workspace_id, m.aggregation),
            """;

    private static final String MOVE = AHEAD + """
            of_old_part as (
                update usage_period_workspace w
                   set quantity = w.quantity - a.quantity, events = w.events - a.events,
                       latest_at = least(w.latest_at, cast(?3 as timestamptz) - interval '1 microsecond')
                  from ahead a
                 where w.org_id = cast(?1 as uuid) and w.period_start = cast(?2 as timestamptz)
                     and w.meter_id = a.meter_id and w.workspace_id = a.workspace_id
                   and a.is_flow),
            of_old as (
                update usage_period p set used = p.used - a.quantity, events = p.events - a.events
                  from (select meter_id, sum(quantity) as quantity, sum(events) as events
                          from ahead where is_flow group by meter_id) a
                 where p.org_id = cast(?1 as uuid) and p.period_start = cast(?2 as timestamptz)
                     and p.meter_id = a.meter_id),
            of_new_part as (
                insert into usage_period_workspace
                       (org_id, meter_id, period_start, workspace_id, quantity, unbilled, events, latest_at,
                        latest_received_at, latest_identity)
                select cast(?1 as uuid), meter_id, cast(?3 as timestamptz), workspace_id, quantity, 0, events,
                    latest_at,
                       latest_received_at, latest_identity
                  from ahead)
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            select cast(?1 as uuid), meter_id, cast(?3 as timestamptz), cast(?6 as timestamptz), sum(quantity), 0,
                sum(events) from ahead group by meter_id""";

    private static final String MOVE_RESERVATIONS = """
            with moved as (
                update usage_reservation set period_start = cast(?3 as timestamptz)
                 where org_id = cast(?1 as uuid) and period_start = cast(?2 as timestamptz) and state = 'HELD'
                     and reserved_at >= cast(?3 as timestamptz)
                returning meter_id, expires_at)
            insert into usage_period as p (org_id, meter_id, period_start, period_end, used, unbilled, events,
                reserved_until)
            select cast(?1 as uuid), meter_id, cast(?3 as timestamptz), cast(?4 as timestamptz), 0, 0, 0,
                max(expires_at) from moved group by meter_id
            on conflict (org_id, meter_id, period_start) do update set reserved_until = excluded.reserved_until""";

    /**
     * The counters of the new part with what it carries: what the old one used beyond its share of time (?5, by the
     * meters of ?4), and what all parts of its period used, which began at ?7. Values of UNIQUE_COUNT are those of one
     * period only, so they are carried if the new part is of it, too (?8).
     */
    private static final String CARRY = """
            insert into usage_period as p (org_id, meter_id, period_start, period_end, used, unbilled, events, carry,
                used_elsewhere)
            select o.org_id, o.meter_id, cast(?3 as timestamptz), cast(?6 as timestamptz), 0, 0, 0,
                   case when m.aggregation in ('SUM', 'COUNT')
                        then least(cast(o.carry as numeric) + greatest(0, o.used - s.share), 9223372036854775807)
                        else 0 end,
                   case when m.aggregation = 'UNIQUE_COUNT' and cast(?8 as boolean) then o.used_elsewhere + o.used
                        when m.aggregation in ('SUM', 'COUNT') then least(9223372036854775807,
                             (select sum(e.used) + coalesce(sum(e.used_elsewhere)
                                         filter (where e.period_start = cast(?7 as timestamptz)), 0)
                                from usage_period e
                               where e.org_id = o.org_id and e.meter_id = o.meter_id
                                 and e.period_start between cast(?7 as timestamptz) and o.period_start))
                        else 0 end
              from unnest(cast(string_to_array(?4, ',') as smallint[]), cast(string_to_array(?5, ',') as bigint[]))
                   as s (meter_id, share)
              join usage_period o on o.org_id = cast(?1 as uuid) and o.meter_id = s.meter_id
                   and o.period_start = cast(?2 as timestamptz)
              join meter m on m.id = o.meter_id
             order by o.meter_id
            on conflict (org_id, meter_id, period_start) do update
               set carry = excluded.carry, used_elsewhere = excluded.used_elsewhere""";

    /** A level that is in use in the old part is in use in the new one. */
    private static final String CARRY_LEVELS = """
            with carried as (
                insert into usage_period_workspace as p (org_id, meter_id, period_start, workspace_id, quantity,
                    unbilled, events, latest_at, carried)
                select w.org_id, w.meter_id, cast(?3 as timestamptz), w.workspace_id, l.level, 0, 0,
                    cast(?3 as timestamptz), l.level
                  from usage_period_workspace w
                  join meter m on m.id = w.meter_id and m.aggregation in ('MAX', 'LATEST')
                 cross join lateral (select case when w.events = 0 then w.carried
                                                 else coalesce(w.latest_quantity, w.own_quantity, w.quantity)
                                                 end as level) l
                 where w.org_id = cast(?1 as uuid) and w.period_start = cast(?2 as timestamptz)
                on conflict (org_id, meter_id, period_start, workspace_id) do update
                   set carried = excluded.carried, own_quantity = p.quantity,
                       quantity = case (select aggregation from meter where id = p.meter_id)
                                  when 'MAX' then greatest(p.quantity, excluded.carried) else p.quantity end
                returning meter_id, quantity)
            update usage_period p set used = c.used
              from (select meter_id, sum(quantity) as used from carried group by meter_id) c
             where p.org_id = cast(?1 as uuid) and p.period_start = cast(?3 as timestamptz)
               and p.meter_id = c.meter_id""";

    /**
     * The meters of which more was used in a period until now, from ?2 to ?3, than its new plan can charge for (?5, by
     * the meters of ?4).
     */
    private static final String TOO_MUCH = """
            select m.code
              from unnest(cast(string_to_array(?4, ',') as smallint[]), cast(string_to_array(?5, ',') as bigint[]))
                   as b (meter_id, bound)
              join meter m on m.id = b.meter_id
              join usage_period p on p.org_id = cast(?1 as uuid) and p.meter_id = b.meter_id
                   and p.period_start between cast(?2 as timestamptz) and cast(?3 as timestamptz)
             group by m.code, m.aggregation, b.bound
            having case when m.aggregation = 'UNIQUE_COUNT' then max(cast(p.used as numeric) + p.used_elsewhere)
                        else sum(p.used) end > b.bound
             order by m.code""";

    private static final String CLOSE = """
            select c.meter_id
              from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[])
                   as asked (org_id, period_start, period_end)
             cross join lateral (
                   select cast(meter_id as int) as meter_id from usage_period
                    where org_id = asked.org_id and period_start >= asked.period_start
                      and period_start < asked.period_end
                    order by meter_id, period_start
                      for update) c""";

    private static final String END = "update usage_period set period_end = ?3 where org_id = ?1 and period_start = ?2";

    @Override
    public Uni<Void> lock(Tenant tenant, PlanPart part) {
        return tenant.session()
                .createNativeQuery(CREATE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, part.start())
                .setParameter(3, part.end())
                .executeUpdate()
                .chain(() -> tenant.session()
                        .createNativeQuery(LOCK, Integer.class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, part.period().start())
                        .setParameter(3, part.start())
                        .getResultList())
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> close(Tenant tenant, UsagePeriod period) {
        return close(tenant, List.of(tenant.organizationId()), List.of(period));
    }

    @Override
    public Uni<Void> close(Statements statements, List<BulkDocuments.Draft> drafts) {
        return close(
                statements,
                drafts.stream().map(BulkDocuments.Draft::organizationId).toList(),
                drafts.stream().map(each -> each.draft().period()).toList());
    }

    private static Uni<Void> close(Statements statements, List<UUID> organizations, List<UsagePeriod> periods) {
        return statements
                .rows(
                        CLOSE,
                        organizations.toArray(UUID[]::new),
                        times(periods, UsagePeriod::start),
                        times(periods, UsagePeriod::end))
                .replaceWithVoid();
    }

    private static OffsetDateTime[] times(List<UsagePeriod> periods, Function<UsagePeriod, Instant> time) {
        return periods.stream()
                .map(period -> DatabaseTime.parameter(time.apply(period)))
                .toArray(OffsetDateTime[]::new);
    }

    @Override
    public Uni<Void> end(Tenant tenant, Catalogue catalogue, PlanPart part, PlanPart next) {
        Uni<Void> ended = next.start().isAfter(part.start())
                ? endsAt(tenant, part, next.start())
                        .chain(() -> move(tenant, part, next))
                        .chain(() -> carry(tenant, shares(catalogue, part.until(next.start())), part, next))
                : endsAt(tenant, part, next.end());
        return ended.chain(() -> requireChargeable(tenant, catalogue, next));
    }

    /** The new plan charges for all of its period, also for what was used before the change. */
    private static Uni<Void> requireChargeable(Tenant tenant, Catalogue catalogue, PlanPart next) {
        PlanVersion plan = catalogue.version(next.plan(), next.planVersion());
        SortedMap<Short, Long> bounds = new TreeMap<>();
        for (Meter meter : catalogue.meters()) {
            plan.allowance(meter.code())
                    .map(Allowance::bound)
                    .filter(bound -> bound < Long.MAX_VALUE)
                    .ifPresent(bound -> bounds.put(meter.id(), bound));
        }
        if (bounds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tenant.session()
                .createNativeQuery(TOO_MUCH, String.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, next.period().start())
                .setParameter(3, next.start())
                .setParameter(4, joined(bounds.keySet()))
                .setParameter(5, joined(bounds.values()))
                .getResultList()
                .invoke(meters -> {
                    if (!meters.isEmpty()) {
                        throw UsageProblems.CHARGE_TOO_LARGE.with("Meters: " + String.join(", ", meters) + ".");
                    }
                })
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> stop(Tenant tenant, PlanPart part, Instant at) {
        return endsAt(tenant, part, at)
                .chain(() -> move(
                        tenant, part, new PlanPart(part.period(), at, part.end(), part.plan(), part.planVersion())));
    }

    @Override
    public Uni<Void> begin(Tenant tenant, Catalogue catalogue, PlanPart first, Optional<PlanPart> ended) {
        return endsAt(tenant, first, first.end())
                .chain(() -> ended.map(part -> moveAhead(tenant, part, first)
                                .chain(() -> carry(tenant, shares(catalogue, part), part, first)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /**
     * What the ended subscription accepted of times of the new one, by clocks that ran ahead, was of no part since it
     * was stopped. A subscription ends at the beginning of a second, in the rest of which events may still arrive.
     */
    private static Uni<Void> moveAhead(Tenant tenant, PlanPart ended, PlanPart first) {
        boolean canBe = first.start().isAfter(ended.end())
                && LatenessRule.admitsSome(first.start(), ended.end().plusSeconds(1));
        return canBe
                ? move(tenant, ended.end(), ended.period().wholeEnd(), first)
                : Uni.createFrom().voidItem();
    }

    /** What may be used of each meter in a part before later ones are held to it; of its end, not its planned one. */
    private static SortedMap<Short, Long> shares(Catalogue catalogue, PlanPart part) {
        PlanVersion plan = catalogue.version(part.plan(), part.planVersion());
        SortedMap<Short, Long> shares = new TreeMap<>();
        for (Meter meter : catalogue.meters()) {
            Allowance allowance = plan.allowance(meter.code()).orElse(null);
            shares.put(meter.id(), part.share(allowance, meter.aggregation()));
        }
        return shares;
    }

    private static Uni<Void> carry(Tenant tenant, SortedMap<Short, Long> shares, PlanPart part, PlanPart next) {
        boolean isOfTheSamePeriod = part.period().equals(next.period());
        Uni<Void> counters = tenant.session()
                .createNativeQuery(CARRY)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, part.start())
                .setParameter(3, next.start())
                .setParameter(4, joined(shares.keySet()))
                .setParameter(5, joined(shares.values()))
                .setParameter(6, next.end())
                .setParameter(7, part.period().start())
                .setParameter(8, isOfTheSamePeriod)
                .executeUpdate()
                .replaceWithVoid();
        return isOfTheSamePeriod
                ? counters.chain(() -> tenant.session()
                                .createNativeQuery(CARRY_LEVELS)
                                .setParameter(1, tenant.organizationId())
                                .setParameter(2, part.start())
                                .setParameter(3, next.start())
                                .executeUpdate())
                        .replaceWithVoid()
                : counters;
    }

    private static String joined(Collection<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Uni<Void> endsAt(Tenant tenant, PlanPart part, Instant end) {
        return tenant.session()
                .createNativeQuery(END)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, part.start())
                .setParameter(3, end)
                .executeUpdate()
                .replaceWithVoid();
    }

    private static Uni<Void> move(Tenant tenant, PlanPart part, PlanPart next) {
        return move(tenant, part.start(), part.end(), next);
    }

    private static Uni<Void> move(Tenant tenant, Instant partStart, Instant partEnd, PlanPart next) {
        Instant at = next.start();
        Instant until = partEnd.isBefore(next.end()) ? partEnd : next.end();
        return tenant.session()
                .createNativeQuery(MOVE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, partStart)
                .setParameter(3, at)
                .setParameter(4, at.minus(LatenessRule.MOST_AHEAD))
                .setParameter(5, until)
                .setParameter(6, next.end())
                .executeUpdate()
                .chain(() -> tenant.session()
                        .createNativeQuery(MOVE_RESERVATIONS)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, partStart)
                        .setParameter(3, at)
                        .setParameter(4, next.end())
                        .executeUpdate())
                .replaceWithVoid();
    }
}
