package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.metering.MeteringConfiguration;
import io.enterprisemode.billing.metering.UsageRetention;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.billing.subscription.BilledPeriods.ChosenPart;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The raw events of usage periods, for as long as they are kept, and what they amount to by the definitions of the
 * counters. Billable are all but backfills that came in when the period was over.
 */
@ApplicationScoped
public class UsageEvents {

    /** Later than anything that came in. */
    public static final Instant ALWAYS = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * The parts of a period with the events in them, by whose arrival blocks of the table are left out (?2). Flows are
     * of the part of their time. An event whose time lies in a part of which was not known yet when it came in was
     * counted in the part before: a level holds in both, a distinct value stays where it was seen.
     */
    private static final String EVENTS = """
            with part as (
                select * from unnest(cast(string_to_array(?3, ',') as timestamptz[]),
                                     cast(string_to_array(?4, ',') as timestamptz[]),
                                     cast(string_to_array(?5, ',') as timestamptz[]),
                                     cast(string_to_array(?6, ',') as timestamptz[]))
                              as p (start_at, end_at, chosen_at, next_chosen_at)),
            counted as (
                select e.meter_id, e.workspace_id, e.occurred_at, e.received_at, e.event_identity, e.quantity,
                       m.aggregation, p.start_at,
                       case when m.aggregation = 'UNIQUE_COUNT' then e.properties ->> m.value_property end as value
                  from usage_event e
                  join meter m on m.id = e.meter_id
                  join part p on e.occurred_at >= p.start_at
                   and (e.occurred_at < p.end_at
                        or e.received_at < p.next_chosen_at and m.aggregation not in ('SUM', 'COUNT'))
                   and (m.aggregation <> 'UNIQUE_COUNT' or e.received_at >= p.chosen_at)
                 where e.org_id = ?1 and e.received_at >= ?2 and e.received_at < ?7
                   and e.occurred_at >= ?8 and e.occurred_at < ?9
                   and (not e.backfilled or e.received_at < ?9))
            """;

    /** As the counters of workspaces; a distinct value is of the workspace that sent it first. */
    private static final String COUNTED = EVENTS + """
            select cast(meter_id as int), workspace_id, start_at,
                   cast(case aggregation when 'SUM' then sum(quantity) when 'COUNT' then count(*) else 0 end as bigint),
                   true, max(quantity),
                   (array_agg(quantity order by occurred_at desc, received_at desc, event_identity desc)
                        filter (where aggregation = 'MAX' or aggregation = 'LATEST'))[1]
              from counted
             where aggregation <> 'UNIQUE_COUNT'
             group by meter_id, aggregation, workspace_id, start_at
            union all
            select cast(meter_id as int), workspace_id, start_at, count(*), true, 0, null
              from (select distinct on (meter_id, start_at, value) meter_id, workspace_id, start_at
                      from counted
                     where aggregation = 'UNIQUE_COUNT'
                     order by meter_id, start_at, value, received_at, event_identity) first_seen
             group by meter_id, workspace_id, start_at""";

    private static final String DISTINCT = EVENTS + """
            select cast(c.meter_id as int), count(distinct c.value),
                   count(distinct c.value) filter (where p.period_start is not null)
              from counted c
              left join unnest(cast(string_to_array(?10, ',') as smallint[]),
                               cast(string_to_array(?11, ',') as timestamptz[])) as p (meter_id, period_start)
                   on p.meter_id = c.meter_id and p.period_start = c.start_at
             where c.aggregation = 'UNIQUE_COUNT'
             group by c.meter_id""";

    private static final String PAGE = """
            select event_identity, event_id, source, occurred_at, received_at, workspace_id, quantity,
                   not backfilled or received_at < ?4
              from usage_event
             where org_id = ?1 and meter_id = cast(?2 as smallint) and received_at >= ?5
               and occurred_at >= ?3 and occurred_at < ?4
               and (occurred_at, event_identity) > (?6, ?7)
             order by occurred_at, event_identity
             limit ?8""";

    private static final String LATE = """
            select * from (
                select event_identity, event_id, source, occurred_at, received_at, workspace_id, quantity, true,
                       cast(meter_id as int) as meter, count(*) over (partition by meter_id) as events,
                       row_number() over (partition by meter_id order by received_at, event_identity) as place
                  from usage_event
                 where org_id = ?1 and received_at >= ?4 and occurred_at >= ?2 and occurred_at < ?3
                   and (not backfilled or received_at < ?3)) late
             where place <= ?5
             order by meter, place""";

    private static final String ARRIVALS = """
            select distinct received_at from usage_event
             where org_id = ?1 and received_at >= ?4 and received_at < ?5 and occurred_at >= ?2 and occurred_at < ?3
             order by received_at
             limit ?6""";

    /** Before every other in the order of identities. */
    private static final UUID FIRST = new UUID(0, 0);

    private final UsageRetention retention;
    private final Clock clock;

    UsageEvents(MeteringConfiguration configuration, Clock clock) {
        this.retention = new UsageRetention(configuration.retention().window());
        this.clock = clock;
    }

    /**
     * An event.
     *
     * @param identity of source and id
     * @param billable whether it is billed, or covered by what is included
     */
    public record StoredEvent(
            UUID identity,
            String id,
            String source,
            Instant time,
            Instant receivedAt,
            UUID workspaceId,
            long quantity,
            boolean billable) {}

    /**
     * Billable events of a meter that came in late.
     *
     * @param count of all of them
     * @param first the first of them to come in
     */
    public record LateEvents(long count, List<StoredEvent> first) {

        public static final LateEvents NONE = new LateEvents(0, List.of());

        public LateEvents {
            first = List.copyOf(first);
        }

        private LateEvents and(LateEvents other) {
            return new LateEvents(
                    count, Stream.concat(first.stream(), other.first.stream()).toList());
        }
    }

    /** A position in the events of a meter and period. */
    public record Position(Instant time, UUID identity) {}

    /** What came in before this instant may have been dropped. */
    public Instant keptSince() {
        return retention.dropsBefore(clock.instant());
    }

    /** Whether all events of a time from there on are kept: they came in at most so long before they happened. */
    public boolean isComplete(Instant from) {
        return !from.minus(LatenessRule.MOST_AHEAD).isBefore(keptSince());
    }

    /** The events of a meter and period in order of their time, after a position. */
    public Uni<List<StoredEvent>> page(
            Tenant tenant, Meter meter, Instant from, Instant to, Optional<Position> after, int limit) {
        return tenant.session()
                .createNativeQuery(PAGE, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, (int) meter.id())
                .setParameter(3, from)
                .setParameter(4, to)
                .setParameter(5, from.minus(LatenessRule.MOST_AHEAD))
                .setParameter(6, after.map(Position::time).orElse(Instant.EPOCH))
                .setParameter(7, after.map(Position::identity).orElse(FIRST))
                .setParameter(8, limit)
                .getResultList()
                .map(rows -> rows.stream().map(UsageEvents::event).toList());
    }

    private static StoredEvent event(Object[] row) {
        return new StoredEvent(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                ((OffsetDateTime) row[3]).toInstant(),
                ((OffsetDateTime) row[4]).toInstant(),
                (UUID) row[5],
                ((Number) row[6]).longValue(),
                (Boolean) row[7]);
    }

    /** The billable events of a period that came in from an instant on, by the code of the meter. */
    public Uni<Map<String, LateEvents>> late(
            Tenant tenant, Catalogue catalogue, UsagePeriod period, Instant since, int most) {
        return tenant.session()
                .createNativeQuery(LATE, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, period.start())
                .setParameter(3, period.end())
                .setParameter(4, since)
                .setParameter(5, most)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> catalogue
                                        .meter(((Number) row[8]).shortValue())
                                        .code(),
                                row -> new LateEvents(((Number) row[9]).longValue(), List.of(event(row))),
                                LateEvents::and)));
    }

    /** When events of a period came in, from an instant on and before another; at most so many. */
    public Uni<List<Instant>> arrivals(Tenant tenant, UsagePeriod period, Instant from, Instant to, int limit) {
        return tenant.session()
                .createNativeQuery(ARRIVALS, Instant.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, period.start())
                .setParameter(3, period.end())
                .setParameter(4, from)
                .setParameter(5, to)
                .setParameter(6, limit)
                .getResultList();
    }

    /**
     * What the billable events of a period amount to, in the form in which {@link UsageCounters#billed} answers what is
     * counted. Distinct values are compared as JSON writes them. Meters without events are left out.
     *
     * @param receivedBefore what came in from then on is left out
     */
    public Uni<List<BilledUsage>> billed(
            Tenant tenant, Catalogue catalogue, BilledPeriod period, Instant receivedBefore) {
        List<PlanPart> parts = period.planParts();
        return query(tenant, COUNTED, period, receivedBefore)
                .getResultList()
                .chain(rows -> parts.size() == 1
                        ? Uni.createFrom().item(new BilledCounters(catalogue, parts, rows, List.of()).all())
                        : distinct(tenant, catalogue, period, receivedBefore)
                                .map(values -> new BilledCounters(catalogue, parts, rows, values).all()));
    }

    private static Uni<List<Object[]>> distinct(
            Tenant tenant, Catalogue catalogue, BilledPeriod period, Instant receivedBefore) {
        List<String> meters = new ArrayList<>();
        List<String> starts = new ArrayList<>();
        for (Meter meter : catalogue.meters()) {
            for (PlanPart part : period.planParts()) {
                if (meter.aggregation() == Aggregation.UNIQUE_COUNT && UsageCounters.isPriced(catalogue, part, meter)) {
                    meters.add(String.valueOf(meter.id()));
                    starts.add(part.start().toString());
                }
            }
        }
        return query(tenant, DISTINCT, period, receivedBefore)
                .setParameter(10, String.join(",", meters))
                .setParameter(11, String.join(",", starts))
                .getResultList();
    }

    private static Mutiny.SelectionQuery<Object[]> query(
            Tenant tenant, String sql, BilledPeriod period, Instant receivedBefore) {
        List<ChosenPart> parts = period.parts();
        List<Instant> next =
                new ArrayList<>(parts.stream().map(ChosenPart::chosenAt).toList());
        next.removeFirst();
        next.add(Instant.EPOCH);
        return tenant.session()
                .createNativeQuery(sql, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, period.period().start().minus(LatenessRule.MOST_AHEAD))
                .setParameter(3, joined(parts, part -> part.part().start()))
                .setParameter(4, joined(parts, part -> part.part().end()))
                .setParameter(5, joined(parts, ChosenPart::chosenAt))
                .setParameter(6, joined(next, Function.identity()))
                .setParameter(7, receivedBefore)
                .setParameter(8, period.period().start())
                .setParameter(9, period.period().end());
    }

    private static <T> String joined(List<T> all, Function<T, Instant> instant) {
        return all.stream().map(instant).map(Instant::toString).collect(Collectors.joining(","));
    }
}
