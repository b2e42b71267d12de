package io.enterprisemode.billing.plan;

import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PriceTier;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Publishing versions of plans, and offering plans or not, for all organizations. */
@ApplicationScoped
class Plans {

    static final ProblemType VERSION_EXISTS =
            new ProblemType("plan-version-exists", 409, "There is another version of the plan with this number");

    private static final Logger LOG = Logger.getLogger(Plans.class);

    /** Of a price that is not that of one unit, for the version before: see V068. */
    private static final int DECIMALS = 12;

    /** One after another, so that what is compared with is what there is. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('plan'))";

    /** In the order of a change of a meter, which locks it before the catalogue gets another revision. */
    private static final String LOCK_METERS =
            "select id from meter where id = any($1::smallint[]) order by id for key share";

    private static final String PLAN = """
            insert into plan (code, name, position)
            select $1, $2, coalesce($3::int, coalesce(max(position), 0) + 1) from plan""";

    private static final String VERSION = """
            insert into plan_version (plan_code, version, currency, monthly_price_minor, yearly_price_minor,
                   workspace_limit, member_limit, cancellation_credit)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String PRICE = """
            insert into plan_price (plan_code, version, currency, position, monthly_price_minor, yearly_price_minor)
            values ($1, $2, $3, $4, $5, $6)""";

    private static final String ALLOWANCE = """
            insert into plan_allowance (plan_code, version, meter_id, included, unit_price, behaviour,
                   soft_limit_percent, cap)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String OVERAGE_PRICE = """
            insert into plan_overage_price (plan_code, version, meter_id, currency, model, unit_price, package_size,
                   package_price)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String TIER = """
            insert into plan_overage_tier (plan_code, version, meter_id, currency, position, up_to, unit_price, flat)
            values ($1, $2, $3, $4, $5, $6, $7, $8)""";

    private static final String FEATURE = """
            insert into plan_feature (plan_code, version, feature, value) values ($1, $2, $3, $4::text::jsonb)""";

    private static final String RETIRE = "update plan set retired_at = clock_timestamp() where code = $1";

    private static final String RESTORE = "update plan set retired_at = null where code = $1";

    private final WorkerTransactions transactions;
    private final PlanCatalogue catalogue;
    private final Outbox outbox;
    private final AuditTrail audit;

    Plans(WorkerTransactions transactions, PlanCatalogue catalogue, Outbox outbox, AuditTrail audit) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * Publishes a version, of a new plan where there is none with the code. The content of the newest version again, or
     * of the version whose number is given, has no effect.
     *
     * @throws ProblemException validation-failed with everything that is wrong; plan-version-exists when the version
     *     with the number has another content
     */
    Uni<PlanView> publish(Origin origin, String code, PublishPlanVersionRequest request) {
        return alone((connection, present) -> {
            List<FieldError> errors = PlanVersionRules.errors(code, request, present);
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            PlanVersion wanted = wanted(code, request, present);
            return same(wanted, request, present)
                    .map(version -> Uni.createFrom().item(version))
                    .orElseGet(() -> publish(connection, origin, wanted, request, present));
        });
    }

    private static PlanVersion wanted(String code, PublishPlanVersionRequest request, Catalogue present) {
        PlanEntry plan = present.plans().get(code);
        return request.version(
                code,
                PlanVersionRules.next(present, code),
                plan == null ? Objects.requireNonNull(request.name()) : plan.name(),
                present);
    }

    /** The version that is there already. */
    private static Optional<PlanVersion> same(
            PlanVersion wanted, PublishPlanVersionRequest request, Catalogue present) {
        Integer number = request.version();
        if (number == null) {
            return present.newest(wanted.code()).filter(newest -> newest.equals(wanted.numbered(newest.version())));
        }
        Optional<PlanVersion> known = present.find(wanted.code(), number);
        known.filter(version -> !version.equals(wanted.numbered(number))).ifPresent(other -> {
            throw VERSION_EXISTS.with("Versions never change: publish version " + wanted.version() + " instead.");
        });
        return known;
    }

    private Uni<PlanVersion> publish(
            SqlConnection connection,
            Origin origin,
            PlanVersion version,
            PublishPlanVersionRequest request,
            Catalogue present) {
        boolean isNew = !present.plans().containsKey(version.code());
        return lockMeters(connection, version, present)
                .chain(() -> isNew
                        ? execute(connection, PLAN, version.code(), version.name(), request.position())
                        : Uni.createFrom().voidItem())
                .chain(() -> insert(connection, version, present))
                .chain(() -> record(connection, origin, "billing.plan.published", version, published(version)))
                .replaceWith(version);
    }

    private static Uni<Void> lockMeters(SqlConnection connection, PlanVersion version, Catalogue present) {
        Short[] meters = version.allowances().stream()
                .map(allowance -> meter(present, allowance))
                .toArray(Short[]::new);
        return execute(connection, LOCK_METERS, (Object) meters);
    }

    private static Uni<Void> insert(SqlConnection connection, PlanVersion version, Catalogue present) {
        PlanPrice first = version.prices().getFirst();
        return execute(
                        connection,
                        VERSION,
                        version.code(),
                        version.version(),
                        first.currency(),
                        first.monthlyMinor(),
                        first.yearlyMinor(),
                        version.workspaceLimit(),
                        version.memberLimit(),
                        version.cancellationCredit().name())
                .chain(() -> batch(connection, PRICE, prices(version)))
                .chain(() -> batch(connection, ALLOWANCE, allowances(version, present)))
                .chain(() -> batch(connection, OVERAGE_PRICE, overagePrices(version, present)))
                .chain(() -> batch(connection, TIER, tiers(version, present)))
                .chain(() -> batch(connection, FEATURE, features(version)));
    }

    private static List<Tuple> prices(PlanVersion version) {
        List<Tuple> rows = new ArrayList<>();
        for (PlanPrice price : version.prices()) {
            rows.add(tuple(
                    version.code(),
                    version.version(),
                    price.currency(),
                    rows.size(),
                    price.monthlyMinor(),
                    price.yearlyMinor()));
        }
        return rows;
    }

    private static List<Tuple> allowances(PlanVersion version, Catalogue present) {
        return version.allowances().stream()
                .map(allowance -> tuple(
                        version.code(),
                        version.version(),
                        meter(present, allowance),
                        allowance.included(),
                        allowance
                                .price(version.currency())
                                .map(Plans::firstUnit)
                                .orElse(null),
                        allowance.behaviour().name(),
                        allowance.softLimitPercent(),
                        allowance.cap()))
                .toList();
    }

    /** The price of the first unit, which a process of the version before takes for the price of each. */
    private static BigDecimal firstUnit(OveragePrice price) {
        return switch (price) {
            case OveragePrice.PerUnit each -> each.unitPrice();
            case OveragePrice.Graduated graduated ->
                graduated.tiers().getFirst().unitPrice();
            case OveragePrice.Volume volume -> volume.tiers().getFirst().unitPrice();
            case OveragePrice.Packaged packaged ->
                packaged.packagePrice().divide(BigDecimal.valueOf(packaged.size()), DECIMALS, RoundingMode.HALF_UP);
        };
    }

    private static List<Tuple> overagePrices(PlanVersion version, Catalogue present) {
        List<Tuple> rows = new ArrayList<>();
        for (Allowance allowance : version.allowances()) {
            allowance.prices().forEach((currency, price) -> {
                OveragePrice.Packaged packaged = price instanceof OveragePrice.Packaged each ? each : null;
                rows.add(tuple(
                        version.code(),
                        version.version(),
                        meter(present, allowance),
                        currency,
                        price.model().name(),
                        price instanceof OveragePrice.PerUnit each ? each.unitPrice() : null,
                        packaged == null ? null : packaged.size(),
                        packaged == null ? null : packaged.packagePrice()));
            });
        }
        return rows;
    }

    private static List<Tuple> tiers(PlanVersion version, Catalogue present) {
        List<Tuple> rows = new ArrayList<>();
        for (Allowance allowance : version.allowances()) {
            allowance.prices().forEach((currency, price) -> {
                List<PriceTier> tiers =
                        switch (price) {
                            case OveragePrice.Graduated graduated -> graduated.tiers();
                            case OveragePrice.Volume volume -> volume.tiers();
                            case OveragePrice.PerUnit perUnit -> List.of();
                            case OveragePrice.Packaged packaged -> List.of();
                        };
                for (int position = 0; position < tiers.size(); position++) {
                    PriceTier tier = tiers.get(position);
                    rows.add(tuple(
                            version.code(),
                            version.version(),
                            meter(present, allowance),
                            currency,
                            position,
                            tier.upTo(),
                            tier.unitPrice(),
                            tier.flat()));
                }
            });
        }
        return rows;
    }

    private static List<Tuple> features(PlanVersion version) {
        List<Tuple> rows = new ArrayList<>();
        version.features()
                .forEach((name, value) -> rows.add(tuple(version.code(), version.version(), name, value.toString())));
        return rows;
    }

    private static short meter(Catalogue present, Allowance allowance) {
        return present.meter(allowance.meter()).orElseThrow().id();
    }

    /** Stops offering a plan, or offers it again; what is so already stays so, without a record. */
    Uni<PlanView> retire(Origin origin, String code, boolean retired) {
        return alone((connection, present) -> {
            PlanVersion newest = present.newest(code).orElseThrow(() -> ProblemException.notFound("plan"));
            if (present.isRetired(code) == retired) {
                return Uni.createFrom().item(newest);
            }
            String action = retired ? "billing.plan.retired" : "billing.plan.restored";
            return execute(connection, retired ? RETIRE : RESTORE, code)
                    .chain(() -> record(connection, origin, action, newest, Map.of("version", newest.version())))
                    .replaceWith(newest);
        });
    }

    /** What is done while nobody else changes plans. */
    @FunctionalInterface
    private interface Change {

        Uni<PlanVersion> in(SqlConnection connection, Catalogue present);
    }

    private Uni<PlanView> alone(Change change) {
        return transactions
                .inTransaction(connection -> connection
                        .query(ONE_AT_A_TIME)
                        .execute()
                        .chain(() -> PlanCatalogue.read(connection))
                        .chain(present -> change.in(connection, present)))
                .chain(version -> catalogue.refreshed().map(present -> PlanView.of(version, present)));
    }

    private static Map<String, @Nullable Object> published(PlanVersion version) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("version", version.version());
        details.put(
                "prices",
                version.prices().stream()
                        .map(price -> Map.of(
                                "currency", price.currency(),
                                "monthlyMinor", price.monthlyMinor(),
                                "yearlyMinor", price.yearlyMinor()))
                        .toList());
        details.put(
                "meters", version.allowances().stream().map(Allowance::meter).toList());
        details.put("features", List.copyOf(new TreeSet<>(version.features().keySet())));
        return details;
    }

    private Uni<Void> record(
            SqlConnection connection,
            Origin origin,
            String action,
            PlanVersion version,
            Map<String, @Nullable Object> details) {
        AuditEntry entry = AuditEntry.of(
                AuditCategory.CONFIGURATION, action, new Target("plan", version.code(), version.name()), details);
        return outbox.append(connection, List.of(audit.eventOf(AuditEvent.INSTALLATION, origin, entry)))
                .invoke(() -> LOG.infof("%s: %s, version %d", action, version.code(), version.version()))
                .replaceWithVoid();
    }

    private static Uni<Void> execute(SqlConnection connection, String sql, @Nullable Object... parameters) {
        return connection.preparedQuery(sql).execute(tuple(parameters)).replaceWithVoid();
    }

    private static Uni<Void> batch(SqlConnection connection, String sql, List<Tuple> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(sql).executeBatch(rows).replaceWithVoid();
    }

    private static Tuple tuple(@Nullable Object... values) {
        return Tuple.from(Arrays.asList(values));
    }
}
