package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.LimitReachedTimes;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.OtherParts;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The usage of an organization in its billing periods, for other features. */
@ApplicationScoped
public class UsageCounters {

    /** What is billable of parts, by meter and workspace; the last column is the position of the part. */
    private static final String BILLABLE = """
            select w.*, asked.position
              from unnest($1::uuid[], $2::timestamptz[]) with ordinality as asked (org_id, period_start, position)
             cross join lateral (
                   select cast(meter_id as int), workspace_id, period_start, quantity - unbilled,
                          coalesce(billable_events, events) > 0,
                          coalesce(billable_quantity, greatest(0, coalesce(own_quantity, quantity) - unbilled)),
                          coalesce(billable_latest_quantity, case when latest_quantity is not null
                                                             then greatest(0, latest_quantity - unbilled) end)
                     from usage_period_workspace
                    where org_id = asked.org_id and period_start = asked.period_start
                   offset 0) w""";

    /**
     * What is billed of a meter in a usage period.
     *
     * @param meter code of the meter
     * @param parts what was used in its parts, over the whole organization
     * @param workspaces quantity by workspace over the whole period; of MAX and LATEST the greatest level
     */
    public record BilledUsage(String meter, PeriodUsage parts, Map<UUID, Long> workspaces) {

        public BilledUsage {
            workspaces = Map.copyOf(workspaces);
        }
    }

    /** Usage by the code of the meter in the period that starts then; meters without usage are left out. */
    public Uni<Map<String, Long>> used(Tenant tenant, Catalogue catalogue, Instant periodStart) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(meter_id as int), used from usage_period where org_id = ?1
                            and period_start = ?2""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, periodStart)
                .getResultList()
                .map(rows -> byMeter(rows, catalogue));
    }

    /**
     * The usage of a meter of the whole organization.
     *
     * @param others what other parts of the period use
     * @param reached when it first reached its limits
     */
    record Counted(long used, OtherParts others, LimitReachedTimes reached) {}

    /** As above, with when limits were reached. */
    Uni<Map<String, Counted>> counted(Tenant tenant, Catalogue catalogue, Instant periodStart) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(meter_id as int), used, soft_reached_at, hard_reached_at, cap_reached_at,
                               carry, used_elsewhere
                          from usage_period where org_id = ?1 and period_start = ?2""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, periodStart)
                .getResultList()
                .map(rows -> {
                    Map<String, Counted> counted = new HashMap<>();
                    for (Object[] row : rows) {
                        Meter meter = catalogue.meter(((Number) row[0]).shortValue());
                        counted.put(
                                meter.code(),
                                new Counted(
                                        ((Number) row[1]).longValue(),
                                        OtherParts.of(
                                                meter.aggregation(),
                                                ((Number) row[5]).longValue(),
                                                ((Number) row[6]).longValue()),
                                        new LimitReachedTimes(instant(row[2]), instant(row[3]), instant(row[4]))));
                    }
                    return counted;
                });
    }

    private static @Nullable Instant instant(@Nullable Object column) {
        return column == null ? null : ((OffsetDateTime) column).toInstant();
    }

    /** The same for some workspaces only. */
    Uni<Map<String, Long>> used(Tenant tenant, Catalogue catalogue, Instant periodStart, Collection<UUID> workspaces) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(meter_id as int), cast(sum(quantity) as bigint)
                          from usage_period_workspace
                         where org_id = ?1 and period_start = ?2
                           and workspace_id = any (cast(string_to_array(?3, ',') as uuid[]))
                         group by meter_id""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, periodStart)
                .setParameter(3, WorkspaceReach.joined(workspaces))
                .getResultList()
                .map(rows -> byMeter(rows, catalogue));
    }

    private static Map<String, Long> byMeter(List<Object[]> rows, Catalogue catalogue) {
        Map<String, Long> used = new HashMap<>();
        for (Object[] row : rows) {
            used.put(catalogue.meter(((Number) row[0]).shortValue()).code(), ((Number) row[1]).longValue());
        }
        return used;
    }

    /**
     * What is billed of a usage period: everything but backfills that came after it was over, aggregated by itself, as
     * if these had never come. Everything is of one instant. Meters without usage are left out.
     *
     * @param parts of the period, in order of time
     */
    public Uni<List<BilledUsage>> billed(Tenant tenant, Catalogue catalogue, List<PlanPart> parts) {
        String starts = parts.stream().map(part -> part.start().toString()).collect(Collectors.joining(","));
        List<PartOf> all = parts.stream()
                .map(part -> new PartOf(tenant.organizationId(), part))
                .toList();
        return billable(tenant, all)
                .chain(rows -> distinct(tenant, catalogue, parts, starts)
                        .map(distinct -> new BilledCounters(
                                        catalogue,
                                        parts,
                                        rows.stream().flatMap(List::stream).toList(),
                                        distinct)
                                .all()));
    }

    /** A part of a usage period of an organization. */
    public record PartOf(UUID organizationId, PlanPart part) {}

    /**
     * The same of many usage periods, in their order.
     *
     * @param wholes each of them all of its period
     */
    public Uni<List<List<BilledUsage>>> billed(Statements statements, Catalogue catalogue, List<PartOf> wholes) {
        return billable(statements, wholes).map(rows -> {
            List<List<BilledUsage>> billed = new ArrayList<>();
            for (int i = 0; i < wholes.size(); i++) {
                billed.add(new BilledCounters(catalogue, List.of(wholes.get(i).part()), rows.get(i), List.of()).all());
            }
            return billed;
        });
    }

    /** The rows of each part, as {@link BilledCounters} takes them. */
    private static Uni<List<List<Object[]>>> billable(Statements statements, List<PartOf> parts) {
        List<List<Object[]>> billable = new ArrayList<>();
        parts.forEach(part -> billable.add(new ArrayList<>()));
        return statements
                .rows(
                        BILLABLE,
                        parts.stream().map(PartOf::organizationId).toArray(UUID[]::new),
                        parts.stream()
                                .map(each -> DatabaseTime.parameter(each.part().start()))
                                .toArray(OffsetDateTime[]::new))
                .map(rows -> {
                    rows.forEach(row ->
                            billable.get(((Number) row[7]).intValue() - 1).add(row));
                    return billable;
                });
    }

    /** The meters of which the counter of the organization is not the sum of those of its workspaces in some part. */
    public Uni<List<String>> inconsistent(Tenant tenant, List<PlanPart> parts) {
        return tenant.session()
                .createNativeQuery("""
                        select m.code
                          from usage_period p
                          join meter m on m.id = p.meter_id
                         where p.org_id = ?1
                           and p.period_start = any (cast(string_to_array(?2, ',') as timestamptz[]))
                           and p.used <>
                               (select coalesce(sum(w.quantity), 0)
                                  from usage_period_workspace w
                                 where w.org_id = p.org_id and w.meter_id = p.meter_id
                                   and w.period_start = p.period_start)
                         group by m.code""", String.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(
                        2, parts.stream().map(part -> part.start().toString()).collect(Collectors.joining(",")))
                .getResultList();
    }

    /** The distinct values of meters in a period with several parts; in a single one they are its quantity. */
    private static Uni<List<Object[]>> distinct(
            Tenant tenant, Catalogue catalogue, List<PlanPart> parts, String starts) {
        List<String> pricedMeters = new ArrayList<>();
        List<String> pricedStarts = new ArrayList<>();
        for (Meter meter : catalogue.meters()) {
            for (PlanPart part : parts) {
                if (meter.aggregation() == Aggregation.UNIQUE_COUNT && isPriced(catalogue, part, meter)) {
                    pricedMeters.add(String.valueOf(meter.id()));
                    pricedStarts.add(part.start().toString());
                }
            }
        }
        if (parts.size() == 1) {
            return Uni.createFrom().item(List.of());
        }
        return tenant.session()
                .createNativeQuery("""
                        select cast(v.meter_id as int), count(distinct v.value_key),
                               count(distinct v.value_key) filter (where p.period_start is not null)
                          from usage_period_value v
                          left join unnest(cast(string_to_array(?3, ',') as smallint[]),
                                           cast(string_to_array(?4, ',') as timestamptz[]))
                                   as p (meter_id, period_start)
                               on p.meter_id = v.meter_id and p.period_start = v.period_start
                         where v.org_id = ?1 and not v.unbilled
                           and v.period_start = any (cast(string_to_array(?2, ',') as timestamptz[]))
                         group by v.meter_id""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, starts)
                .setParameter(3, String.join(",", pricedMeters))
                .setParameter(4, String.join(",", pricedStarts))
                .getResultList();
    }

    static boolean isPriced(Catalogue catalogue, PlanPart part, Meter meter) {
        return catalogue
                .version(part.plan(), part.planVersion())
                .allowance(meter.code())
                .filter(Allowance::isCharged)
                .isPresent();
    }
}
