package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * What is held on counters for usage to come. It is to be read under the locks of the counters, as reservations are
 * made and committed only under them. The clock of the database decides at that moment whether a reservation has
 * expired, so it does not matter when, or whether, expired ones are marked.
 */
final class HeldQuantities {

    private static final String HELD = """
            select i.meter_id, i.period_start, least(h.held, 9223372036854775807)::bigint as held, h.reservations
              from (select clock_timestamp() as at) as now
             cross join unnest($2::smallint[], $3::timestamptz[]) as i (meter_id, period_start)
             cross join lateral (select sum(r.quantity) as held, count(*) as reservations
                                   from usage_reservation r
                                  where r.org_id = $1 and r.meter_id = i.meter_id and r.period_start = i.period_start
                                    and r.state = 'HELD' and r.expires_at > now.at
                                 offset 0) h
             where h.held is not null""";

    private final SqlConnection connection;
    private final UUID organization;

    HeldQuantities(SqlConnection connection, UUID organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /** Sets what is held on each of the counters. */
    Uni<Void> load(List<Counter> counters) {
        if (counters.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Short[] meters = counters.stream().map(counter -> counter.key.meter()).toArray(Short[]::new);
        OffsetDateTime[] starts = counters.stream()
                .map(counter -> DatabaseTime.parameter(counter.key.periodStart()))
                .toArray(OffsetDateTime[]::new);
        return connection
                .preparedQuery(HELD)
                .execute(Tuple.of(organization, meters, starts))
                .invoke(rows -> rows.forEach(row -> counters.stream()
                        .filter(counter -> counter.key.meter() == row.getShort("meter_id")
                                && counter.key
                                        .periodStart()
                                        .equals(row.getOffsetDateTime("period_start")
                                                .toInstant()))
                        .forEach(counter -> {
                            counter.reserved = row.getLong("held");
                            counter.reservations = row.getLong("reservations");
                        })))
                .replaceWithVoid();
    }
}
