package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PriceModel;
import io.enterprisemode.billing.rating.PriceTier;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Multi;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

    private static final String PLANS = "select code, name, position, retired_at from plan";

    private static final String VERSIONS = """
            select v.plan_code, v.version, p.name, v.currency, v.monthly_price_minor, v.yearly_price_minor,
                   v.workspace_limit, v.member_limit, v.cancellation_credit
              from plan_version v
              join plan p on p.code = v.plan_code
             order by p.position, v.version""";

    private static final String PRICES = """
            select plan_code, version, currency, monthly_price_minor, yearly_price_minor
              from plan_price
             order by position""";

    private static final String ALLOWANCES = """
            select a.plan_code, a.version, m.code as meter, a.included, a.unit_price::text as unit_price, a.behaviour,
                   a.soft_limit_percent, a.cap, v.currency
              from plan_allowance a
              join plan_version v on v.plan_code = a.plan_code and v.version = a.version
              join meter m on m.id = a.meter_id
             order by a.meter_id""";

    private static final String OVERAGE_PRICES = """
            select o.plan_code, o.version, m.code as meter, o.currency, o.model, o.unit_price::text as unit_price,
                   o.package_size, o.package_price::text as package_price
              from plan_overage_price o
              join meter m on m.id = o.meter_id""";

    private static final String TIERS = """
            select t.plan_code, t.version, m.code as meter, t.currency, t.up_to, t.unit_price::text as unit_price,
                   t.flat::text as flat
              from plan_overage_tier t
              join meter m on m.id = t.meter_id
             order by t.position""";

    private static final String FEATURES = "select plan_code, version, feature, value::text as value from plan_feature";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final WorkerTransactions transactions;
    private final Clock clock;
    private final AtomicBoolean comparing = new AtomicBoolean();
    private final AtomicReference<@Nullable Copy> copy = new AtomicReference<>();

    PlanCatalogue(WorkerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** The catalogue, at most about a second old; older only while the database is away. */
    public Uni<Catalogue> current() {
        Copy known = copy.get();
        if (known == null) {
            return refreshed();
        }
        if (known.isTrustedAt(clock.instant()) || !comparing.compareAndSet(false, true)) {
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
            Copy known = copy.get();
            return transactions
                    .withConnection(connection -> revision(connection)
                            .chain(revision ->
                                    known != null && known.catalogue().revision() == revision
                                            ? Uni.createFrom().item(known.catalogue())
                                            : readUnchanged(connection, revision)))
                    .invoke(catalogue -> copy.accumulateAndGet(new Copy(catalogue, now), Copy::later));
        });
    }

    /**
     * Reads until nothing has changed meanwhile, so that no version is seen without a part of it. Nobody changes the
     * catalogue often enough to keep this from ending.
     */
    private static Uni<Catalogue> readUnchanged(SqlConnection connection, long revision) {
        return read(connection, revision)
                .chain(catalogue -> revision(connection)
                        .chain(present -> present == revision
                                ? Uni.createFrom().item(catalogue)
                                : readUnchanged(connection, present)));
    }

    /** The catalogue as a transaction sees it that lets nobody else change plans meanwhile. */
    static Uni<Catalogue> read(SqlConnection connection) {
        return revision(connection).chain(revision -> read(connection, revision));
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

    /** The catalogue of now, unless a copy that is about a second old has the plan. */
    Uni<Catalogue> knowingPlan(String code, Optional<Integer> version) {
        return current().chain(known -> {
            boolean isKnown = version.map(number -> known.find(code, number))
                    .orElseGet(() -> known.newest(code))
                    .isPresent();
            return isKnown ? Uni.createFrom().item(known) : refreshed();
        });
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

    private static Uni<Catalogue> read(SqlConnection connection, long revision) {
        return Multi.createFrom()
                .items(METERS, PLANS, VERSIONS, PRICES, ALLOWANCES, OVERAGE_PRICES, TIERS, FEATURES)
                .onItem()
                .transformToUniAndConcatenate(
                        sql -> connection.query(sql).execute().map(rows -> Map.entry(sql, rows)))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(rows -> catalogue(revision, rows));
    }

    private static Catalogue catalogue(long revision, Map<String, RowSet<Row>> rows) {
        Map<String, List<PriceTier>> tiers =
                grouped(rows, TIERS, row -> allowanceKey(row) + " " + row.getString("currency"), PlanCatalogue::tier);
        Map<String, Map<String, OveragePrice>> overagePrices = new HashMap<>();
        for (Row row : rows(rows, OVERAGE_PRICES)) {
            String currency = row.getString("currency");
            overagePrices
                    .computeIfAbsent(allowanceKey(row), key -> new HashMap<>())
                    .put(currency, price(row, tiers.getOrDefault(allowanceKey(row) + " " + currency, List.of())));
        }
        Map<String, Map<String, JsonNode>> features = new HashMap<>();
        for (Row row : rows(rows, FEATURES)) {
            features.computeIfAbsent(versionKey(row), key -> new HashMap<>())
                    .put(row.getString("feature"), value(row.getString("value")));
        }
        Map<String, List<PlanPrice>> prices =
                grouped(rows, PRICES, PlanCatalogue::versionKey, PlanCatalogue::planPrice);
        Map<String, List<Allowance>> allowances = grouped(
                rows,
                ALLOWANCES,
                PlanCatalogue::versionKey,
                row -> allowance(row, overagePrices.getOrDefault(allowanceKey(row), Map.of())));
        List<PlanEntry> plans = new ArrayList<>();
        rows(rows, PLANS).forEach(row -> plans.add(plan(row)));
        List<Meter> meters = new ArrayList<>();
        rows(rows, METERS).forEach(row -> meters.add(meter(row)));
        List<PlanVersion> versions = new ArrayList<>();
        for (Row row : rows(rows, VERSIONS)) {
            String key = versionKey(row);
            versions.add(new PlanVersion(
                    row.getString("plan_code"),
                    row.getInteger("version"),
                    row.getString("name"),
                    prices.getOrDefault(key, List.of(planPrice(row))),
                    row.getInteger("workspace_limit"),
                    row.getInteger("member_limit"),
                    allowances.getOrDefault(key, List.of()),
                    features.getOrDefault(key, Map.of()),
                    CancellationCredit.valueOf(row.getString("cancellation_credit"))));
        }
        return Catalogue.of(revision, plans, meters, versions);
    }

    private static Iterable<Row> rows(Map<String, RowSet<Row>> rows, String sql) {
        return Objects.requireNonNull(rows.get(sql));
    }

    private static <T> Map<String, List<T>> grouped(
            Map<String, RowSet<Row>> rows, String sql, Function<Row, String> key, Function<Row, T> value) {
        Map<String, List<T>> grouped = new HashMap<>();
        rows(rows, sql)
                .forEach(row -> grouped.computeIfAbsent(key.apply(row), made -> new ArrayList<>())
                        .add(value.apply(row)));
        return grouped;
    }

    private static String versionKey(Row row) {
        return row.getString("plan_code") + " " + row.getInteger("version");
    }

    private static String allowanceKey(Row row) {
        return versionKey(row) + " " + row.getString("meter");
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

    private static PlanEntry plan(Row row) {
        return new PlanEntry(
                row.getString("code"),
                row.getString("name"),
                row.getShort("position"),
                row.getOffsetDateTime("retired_at") != null);
    }

    private static PlanPrice planPrice(Row row) {
        return new PlanPrice(
                row.getString("currency"), row.getLong("monthly_price_minor"), row.getLong("yearly_price_minor"));
    }

    /**
     * What a version says of a meter. One that a migration has published may have its price beside what is included
     * only, in the currency of the version.
     */
    private static Allowance allowance(Row row, Map<String, OveragePrice> prices) {
        BigDecimal unitPrice = decimal(row, "unit_price");
        return new Allowance(
                row.getString("meter"),
                row.getLong("included"),
                LimitBehaviour.valueOf(row.getString("behaviour")),
                row.getShort("soft_limit_percent"),
                row.getLong("cap"),
                unitPrice != null && prices.isEmpty()
                        ? Map.of(row.getString("currency"), new OveragePrice.PerUnit(unitPrice))
                        : prices);
    }

    private static OveragePrice price(Row row, List<PriceTier> tiers) {
        return switch (PriceModel.valueOf(row.getString("model"))) {
            case PER_UNIT -> new OveragePrice.PerUnit(Objects.requireNonNull(decimal(row, "unit_price")));
            case GRADUATED -> new OveragePrice.Graduated(tiers);
            case VOLUME -> new OveragePrice.Volume(tiers);
            case PACKAGE ->
                new OveragePrice.Packaged(
                        row.getLong("package_size"), Objects.requireNonNull(decimal(row, "package_price")));
        };
    }

    private static PriceTier tier(Row row) {
        return new PriceTier(
                row.getLong("up_to"), Objects.requireNonNull(decimal(row, "unit_price")), decimal(row, "flat"));
    }

    /** With the decimals that it was given. */
    private static @Nullable BigDecimal decimal(Row row, String column) {
        String text = row.getString(column);
        return text == null ? null : new BigDecimal(text);
    }

    private static JsonNode value(String json) {
        try {
            return FeatureValue.canonical(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database answered a value that is no JSON", e);
        }
    }

    /**
     * What this process knows.
     *
     * @param comparedAt when it was last known to be the catalogue
     */
    record Copy(Catalogue catalogue, Instant comparedAt) {

        boolean isTrustedAt(Instant now) {
            return Duration.between(comparedAt, now).abs().compareTo(TRUSTED) < 0;
        }

        /** What was read first may arrive last; a clock that was set back does not hide what is new. */
        static @Nullable Copy later(@Nullable Copy known, @Nullable Copy read) {
            return known != null
                            && read != null
                            && read.comparedAt.isBefore(known.comparedAt)
                            && read.catalogue.revision() <= known.catalogue.revision()
                    ? known
                    : read;
        }
    }
}
