package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.CountedParts;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/**
 * Ends the counters of a part where a plan is changed. All counters are made first, so that they can be locked: a writer that read the plans before
 * the change finds its counter to end earlier than it thought, and begins again.
 */
@ApplicationScoped
class UsageParts implements CountedParts {

    private static final String CREATE = """
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            select ?1, m.id, ?2, ?3, 0, 0, 0 from meter m order by m.id
            on conflict (org_id, meter_id, period_start) do nothing""";

    private static final String LOCK = """
            select cast(meter_id as int) from usage_period
             where org_id = ?1 and period_start = ?2
             order by meter_id
               for update""";

    /** Of usage that has been counted, and of usage for which something is held. */
    private static final String LATEST = """
            select cast(floor(extract(epoch from max(greatest(
                       (select max(w.latest_at) from usage_period_workspace w
                         where w.org_id = ?1 and w.meter_id = m.id and w.period_start = ?2),
                       (select max(r.reserved_at) from usage_reservation r
                         where r.org_id = ?1 and r.meter_id = m.id and r.period_start = ?2 and r.state = 'HELD'))))) as bigint)
              from meter m""";

    private static final String END = "update usage_period set period_end = ?3 where org_id = ?1 and period_start = ?2";

    @Override
    public Uni<Instant> mayEndAt(Tenant tenant, PlanPart part, Instant earliest) {
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
                .chain(() -> tenant.session()
                        .createNativeQuery(LATEST, Long.class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, part.start())
                        .getSingleResultOrNull())
                .map(second -> {
                    Instant after = second == null ? earliest : Instant.ofEpochSecond(second + 1);
                    return after.isAfter(earliest) ? after : earliest;
                });
    }

    @Override
    public Uni<Void> end(Tenant tenant, PlanPart part, Instant at) {
        return tenant.session()
                .createNativeQuery(END)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, part.start())
                .setParameter(3, at)
                .executeUpdate()
                .replaceWithVoid();
    }
}
