package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

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
             where org_id = ?1 and period_start = ?2
             order by meter_id
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
                        .setParameter(2, part.start())
                        .getResultList())
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> end(Tenant tenant, PlanPart part, PlanPart next) {
        return next.start().isAfter(part.start())
                ? endsAt(tenant, part, next.start()).chain(() -> move(tenant, part, next))
                : endsAt(tenant, part, next.end());
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
        Instant at = next.start();
        Instant until = part.end().isBefore(next.end()) ? part.end() : next.end();
        return tenant.session()
                .createNativeQuery(MOVE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, part.start())
                .setParameter(3, at)
                .setParameter(4, at.minus(LatenessRule.MOST_AHEAD))
                .setParameter(5, until)
                .setParameter(6, next.end())
                .executeUpdate()
                .chain(() -> tenant.session()
                        .createNativeQuery(MOVE_RESERVATIONS)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, part.start())
                        .setParameter(3, at)
                        .setParameter(4, next.end())
                        .executeUpdate())
                .replaceWithVoid();
    }
}
