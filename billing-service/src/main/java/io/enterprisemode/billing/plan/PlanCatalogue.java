package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the catalogue in memory. What is in it never changes, so that a copy can only lack what is new. */
@ApplicationScoped
public class PlanCatalogue {

    private static final Duration KEPT = Duration.ofSeconds(10);

    private static final String METERS =
            "select id, code, name, unit, aggregation, value_property from meter order by id";

    private static final String VERSIONS = """
            select v.plan_code, v.version, p.name, v.currency, v.monthly_price_minor, v.yearly_price_minor,
                   v.workspace_limit, v.member_limit
              from plan_version v
              join plan p on p.code = v.plan_code
             order by p.position, v.version""";

    private static final String ALLOWANCES = """
            select a.plan_code, a.version, m.code as meter, a.included, a.unit_price::text as unit_price, a.behaviour,
                   a.soft_limit_percent, a.cap
              from plan_allowance a
              join meter m on m.id = a.meter_id
             order by a.meter_id""";

    private final WorkerTransactions transactions;
    private final Clock clock;
    private volatile @Nullable Copy copy;

    PlanCatalogue(WorkerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The catalogue, at most some seconds old. */
    public Uni<Catalogue> current() {
        Copy known = copy;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.readAt().plus(KEPT))) {
            return Uni.createFrom().item(known.catalogue());
        }
        return transactions
                .inTransaction(PlanCatalogue::read)
                .invoke(catalogue -> copy = new Copy(catalogue, now))
                .onFailure(failure -> known != null)
                .recoverWithItem(() -> known == null ? Catalogue.of(List.of(), List.of()) : known.catalogue());
    }

    private static Uni<Catalogue> read(SqlConnection connection) {
        return connection
                .query(METERS)
                .execute()
                .chain(meters -> connection
                        .query(ALLOWANCES)
                        .execute()
                        .chain(allowances -> connection
                                .query(VERSIONS)
                                .execute()
                                .map(versions -> read(meters, versions, allowances))));
    }

    private static Catalogue read(RowSet<Row> meterRows, RowSet<Row> versionRows, RowSet<Row> allowanceRows) {
        List<Meter> meters = new ArrayList<>();
        meterRows.forEach(row -> meters.add(meter(row)));
        Map<String, List<Allowance>> allowances = new HashMap<>();
        allowanceRows.forEach(row -> allowances
                .computeIfAbsent(versionKey(row), key -> new ArrayList<>())
                .add(allowance(row)));
        List<PlanVersion> versions = new ArrayList<>();
        versionRows.forEach(row -> versions.add(version(row, allowances.getOrDefault(versionKey(row), List.of()))));
        return Catalogue.of(meters, versions);
    }

    private static String versionKey(Row row) {
        return row.getString("plan_code") + " " + row.getInteger("version");
    }

    private static Meter meter(Row row) {
        return new Meter(
                row.getShort("id"),
                row.getString("code"),
                row.getString("name"),
                row.getString("unit"),
                Aggregation.valueOf(row.getString("aggregation")),
                row.getString("value_property"));
    }

    private static Allowance allowance(Row row) {
        String unitPrice = row.getString("unit_price");
        return new Allowance(
                row.getString("meter"),
                row.getLong("included"),
                unitPrice == null ? null : new java.math.BigDecimal(unitPrice),
                LimitBehaviour.valueOf(row.getString("behaviour")),
                row.getShort("soft_limit_percent"),
                row.getLong("cap"));
    }

    private static PlanVersion version(Row row, List<Allowance> allowances) {
        return new PlanVersion(
                row.getString("plan_code"),
                row.getInteger("version"),
                row.getString("name"),
                row.getString("currency"),
                row.getLong("monthly_price_minor"),
                row.getLong("yearly_price_minor"),
                row.getInteger("workspace_limit"),
                row.getInteger("member_limit"),
                allowances);
    }

    private record Copy(Catalogue catalogue, Instant readAt) {}
}
