package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The counters of a transaction as they are in the database. Counting starts from them, and they are put into the
 * cache.
 */
final class LoadedCounters {

    private final SqlConnection connection;
    private final OrganizationCache known;
    private final ClassifiedBatch usage;

    /** Of the counters, those on which something may be reserved. */
    private final Map<UUID, List<Counter>> reserved = new HashMap<>();

    LoadedCounters(SqlConnection connection, OrganizationCache known, ClassifiedBatch usage) {
        this.connection = connection;
        this.known = known;
        this.usage = usage;
    }

    /**
     * Takes over the counters of these rows. Reservations are read for these only, not for those of an earlier call.
     */
    void take(List<Row> rows) {
        reserved.clear();
        rows.forEach(this::put);
        for (Row row : rows) {
            join(new OrgScoped<>(row.getUUID("org_id"), UsageStatements.counterKey(row)));
        }
    }

    /** Joins the counters of a period with several parts, once they are all there. */
    private void join(OrgScoped<CounterKey> key) {
        List<OrgScoped<CounterKey>> period = usage.period(key);
        UsageAccumulator accumulator = usage.organizationBatch(key.organization()).accumulator;
        List<Counter> counters = new ArrayList<>();
        for (OrgScoped<CounterKey> each : period) {
            Counter counter = accumulator.counter(each.what());
            if (counter != null) {
                counters.add(counter);
            }
        }
        if (period.size() > 1 && counters.size() == period.size()) {
            accumulator.join(counters);
        }
    }

    private void put(Row row) {
        UUID organization = row.getUUID("org_id");
        Counter counter = UsageStatements.counter(row, usage);
        if (row.getBoolean("reserved")) {
            reserved.computeIfAbsent(organization, first -> new ArrayList<>()).add(counter);
        }
        usage.organizationBatch(organization).accumulator.put(counter);
        known.put(organization, counter);
    }

    /** Sets what is held on the counters, where something may be. */
    Uni<Void> loadReserved() {
        List<Uni<?>> steps = new ArrayList<>();
        reserved.forEach(
                (organization, counters) -> steps.add(new HeldQuantities(connection, organization).load(counters)));
        return UsageTransaction.together(steps);
    }
}
