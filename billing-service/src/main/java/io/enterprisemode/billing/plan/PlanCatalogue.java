package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalogue in memory. A copy is compared with the revision in the database once a second, and read again
 * when that is another one. A transaction that writes by a copy checks the revision itself, see {@link #using}: no
 * replica ever writes by an outdated copy.
 */
@ApplicationScoped
public class PlanCatalogue {

    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private static final String REVISION = "select revision from catalogue_revision";

    private static final String METERS =
            "select id, code, name, unit, aggregation, value_property, group_by, revision, archived_at from meter "
                    + "order by id";

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
    private final AtomicBoolean comparing = new AtomicBoolean();
    private volatile @Nullable Copy copy;

    PlanCatalogue(WorkerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The catalogue, at most about a second old; older only while the database is away. */
    public Uni<Catalogue> current() {
        Copy known = copy;
        if (known == null) {
            return refreshed();
        }
        boolean trusted = clock.instant().isBefore(known.comparedAt().plus(TRUSTED));
        if (trusted || !comparing.compareAndSet(false, true)) {
            return Uni.createFrom().item(known.catalogue());
        }
        return refreshed()
                .onFailure()
                .recoverWithItem(known.catalogue())
                .onTermination()
                .invoke(() -> comparing.set(false));
    }

    /** The catalogue of now. */
    public Uni<Catalogue> refreshed() {
        return Uni.createFrom().deferred(() -> {
            Instant now = clock.instant();
            Copy known = copy;
            return transactions
                    .withConnection(connection -> revision(connection)
                            .chain(revision ->
                                    known != null && known.catalogue().revision() == revision
                                            ? Uni.createFrom().item(known.catalogue())
                                            : read(connection, revision)))
                    .invoke(catalogue -> copy = new Copy(catalogue, now));
        });
    }

    /**
     * Does work with the catalogue; repeats it with the current one when the work finds that its copy is out of date.
     *
     * @param work has no effect when it fails with {@link CatalogueChangedException}
     */
    public <T> Uni<T> using(Function<Catalogue, Uni<T>> work) {
        return current()
                .chain(known -> work.apply(known))
                .onFailure(CatalogueChangedException.class)
                .recoverWithUni(old -> refreshed().chain(present -> work.apply(present)));
    }

    /** The catalogue of now, unless a copy that is about a second old has the meter. */
    public Uni<Catalogue> knowing(String meter) {
        return current()
                .chain(known ->
                        known.meter(meter).isPresent() ? Uni.createFrom().item(known) : refreshed());
    }

    /** Fails when the copy is older than what this transaction sees. */
    public static Uni<Void> requirePresent(SqlConnection connection, Catalogue used) {
        return revision(connection)
                .invoke(present -> {
                    if (present > used.revision()) {
                        throw new CatalogueChangedException(used.revision(), "what came until revision " + present);
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Long> revision(SqlConnection connection) {
        return connection
                .preparedQuery(REVISION)
                .execute()
                .map(rows -> rows.iterator().next().getLong("revision"));
    }

    /** What is read is at least as new as the revision it is said to have. */
    private static Uni<Catalogue> read(SqlConnection connection, long revision) {
        return connection
                .query(METERS)
                .execute()
                .chain(meters -> connection
                        .query(ALLOWANCES)
                        .execute()
                        .chain(allowances -> connection
                                .query(VERSIONS)
                                .execute()
                                .map(versions -> read(revision, meters, versions, allowances))));
    }

    private static Catalogue read(
            long revision, RowSet<Row> meterRows, RowSet<Row> versionRows, RowSet<Row> allowanceRows) {
        List<Meter> meters = new ArrayList<>();
        meterRows.forEach(row -> meters.add(meter(row)));
        Map<String, List<Allowance>> allowances = new HashMap<>();
        allowanceRows.forEach(row -> allowances
                .computeIfAbsent(versionKey(row), key -> new ArrayList<>())
                .add(allowance(row)));
        List<PlanVersion> versions = new ArrayList<>();
        versionRows.forEach(row -> versions.add(version(row, allowances.getOrDefault(versionKey(row), List.of()))));
        return Catalogue.of(revision, meters, versions);
    }

    private static String versionKey(Row row) {
        return row.getString("plan_code") + " " + row.getInteger("version");
    }

    static Meter meter(Row row) {
        Instant archivedAt = DatabaseTime.of(row.getOffsetDateTime("archived_at"));
        return new Meter(
                row.getShort("id"),
                row.getString("code"),
                row.getString("name"),
                row.getString("unit"),
                Aggregation.valueOf(row.getString("aggregation")),
                row.getString("value_property"),
                List.of(row.getArrayOfStrings("group_by")),
                row.getLong("revision"),
                archivedAt != null,
                archivedAt);
    }

    private static Allowance allowance(Row row) {
        String unitPrice = row.getString("unit_price");
        return new Allowance(
                row.getString("meter"),
                row.getLong("included"),
                unitPrice == null ? null : new BigDecimal(unitPrice),
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

    private record Copy(Catalogue catalogue, Instant comparedAt) {}
}
