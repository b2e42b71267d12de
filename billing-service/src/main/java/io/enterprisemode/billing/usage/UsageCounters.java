package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.LimitReachedTimes;
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
import org.jspecify.annotations.Nullable;

/** The usage of an organization in its billing periods, for other features. */
@ApplicationScoped
public class UsageCounters {

    /**
     * What is billed of a meter.
     *
     * @param meter code of the meter
     * @param quantity of the whole organization
     * @param workspaces quantity by workspace; they add up to the whole
     */
    public record BilledUsage(String meter, long quantity, Map<UUID, Long> workspaces) {

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
     * @param reached when it first reached its limits
     */
    record Counted(long used, LimitReachedTimes reached) {}

    /** As above, with when limits were reached. */
    Uni<Map<String, Counted>> counted(Tenant tenant, Catalogue catalogue, Instant periodStart) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(meter_id as int), used, soft_reached_at, hard_reached_at, cap_reached_at
                          from usage_period where org_id = ?1 and period_start = ?2""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, periodStart)
                .getResultList()
                .map(rows -> {
                    Map<String, Counted> counted = new HashMap<>();
                    for (Object[] row : rows) {
                        counted.put(
                                catalogue.meter(((Number) row[0]).shortValue()).code(),
                                new Counted(
                                        ((Number) row[1]).longValue(),
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
     * What is billed of the period that starts then: everything but backfills that came after it was over. The parts
     * and the whole are of one instant.
     */
    public Uni<List<BilledUsage>> billed(Tenant tenant, Catalogue catalogue, Instant periodStart) {
        return tenant.session()
                .createNativeQuery("""
                        select cast(p.meter_id as int), p.used - p.unbilled, w.workspace_id, w.quantity - w.unbilled
                          from usage_period p
                          join usage_period_workspace w
                               on w.org_id = p.org_id and w.meter_id = p.meter_id and w.period_start = p.period_start
                         where p.org_id = ?1 and p.period_start = ?2
                         order by p.meter_id, w.workspace_id""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, periodStart)
                .getResultList()
                .map(rows -> billed(rows, catalogue));
    }

    private static List<BilledUsage> billed(List<Object[]> rows, Catalogue catalogue) {
        List<BilledUsage> billed = new ArrayList<>();
        for (int first = 0; first < rows.size(); ) {
            int meter = ((Number) rows.get(first)[0]).intValue();
            Map<UUID, Long> workspaces = new HashMap<>();
            int next = first;
            while (next < rows.size() && ((Number) rows.get(next)[0]).intValue() == meter) {
                long quantity = ((Number) rows.get(next)[3]).longValue();
                if (quantity != 0) {
                    workspaces.put((UUID) rows.get(next)[2], quantity);
                }
                next++;
            }
            billed.add(new BilledUsage(
                    catalogue.meter((short) meter).code(), ((Number) rows.get(first)[1]).longValue(), workspaces));
            first = next;
        }
        return billed;
    }
}
