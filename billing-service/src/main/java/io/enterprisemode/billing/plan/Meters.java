package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Defining meters, for all organizations. */
@ApplicationScoped
class Meters {

    static final ProblemType EXISTS = new ProblemType("meter-exists", 409, "There is another meter with this code");

    private static final Logger LOG = Logger.getLogger(Meters.class);

    private static final String COLUMNS =
            "id, code, name, unit, aggregation, value_property, group_by, revision, archived_at";

    /** One after another, so that ids follow each other. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('meter'))";

    private static final String DEFINE = """
            insert into meter (id, code, name, unit, aggregation, value_property, group_by)
            select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6 from meter
            on conflict (code) do nothing
            returning""" + " " + COLUMNS;

    private static final String FIND = "select " + COLUMNS + " from meter where code = $1";

    private static final String LOCK = FIND + " for update";

    private static final String CHANGE = """
            update meter
               set name = $2, unit = $3, group_by = $4, revision = revision + 1,
                   archived_at = case when $5 then coalesce(archived_at, clock_timestamp()) end
             where code = $1
            returning""" + " " + COLUMNS;

    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;

    Meters(WorkerTransactions transactions, Outbox outbox, AuditTrail audit) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
    }

    /** Defines a meter; the same definition again has no effect, another one under its code is a conflict. */
    Uni<Meter> define(Origin origin, DefineMeterRequest request) {
        String misfit = request.misfit();
        if (misfit != null) {
            return Uni.createFrom()
                    .failure(ProblemException.invalid(misfit, "does not go with " + request.aggregation()));
        }
        return transactions.inTransaction(connection -> connection
                .query(ONE_AT_A_TIME)
                .execute()
                .chain(() -> execute(
                        connection,
                        DEFINE,
                        request.code(),
                        request.name(),
                        request.unit(),
                        request.aggregation().name(),
                        request.valueProperty(),
                        request.groups().toArray(String[]::new)))
                .chain(made -> made.isPresent()
                        ? record(connection, origin, "billing.meter.defined", made.get())
                        : execute(connection, FIND, request.code())
                                .map(Optional::orElseThrow)
                                .invoke(present -> requireSame(present, request))));
    }

    private static void requireSame(Meter present, DefineMeterRequest request) {
        Meter wanted = new Meter(
                present.id(),
                request.code(),
                request.name(),
                request.unit(),
                request.aggregation(),
                request.valueProperty(),
                request.groups(),
                present.revision(),
                present.archived(),
                present.archivedAt());
        if (!present.equals(wanted)) {
            throw EXISTS.with("Choose another code than " + request.code() + ", or change the meter.");
        }
    }

    /** Changes what may change about a meter. */
    Uni<Meter> change(Origin origin, String code, @Nullable String ifMatch, ChangeMeterRequest request) {
        return transactions.inTransaction(connection -> execute(connection, LOCK, code)
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("meter")))
                .invoke(meter -> RevisionTag.require(ifMatch, meter.revision()))
                .chain(meter -> change(connection, origin, meter, request)));
    }

    private Uni<Meter> change(SqlConnection connection, Origin origin, Meter meter, ChangeMeterRequest request) {
        Meter wanted = request.appliedTo(meter);
        return execute(
                        connection,
                        CHANGE,
                        meter.code(),
                        wanted.name(),
                        wanted.unit(),
                        wanted.groupBy().toArray(String[]::new),
                        wanted.archived())
                .map(Optional::orElseThrow)
                .chain(changed -> record(connection, origin, "billing.meter.changed", changed));
    }

    private Uni<Meter> record(SqlConnection connection, Origin origin, String action, Meter meter) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("name", meter.name());
        details.put("unit", meter.unit());
        details.put("aggregation", meter.aggregation().name());
        details.put("valueProperty", meter.valueProperty());
        details.put("groupBy", meter.groupBy());
        details.put("archived", meter.archived());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.CONFIGURATION, action, new Target("meter", meter.code(), meter.name()), details);
        return outbox.append(connection, List.of(audit.eventOf(AuditEvent.INSTALLATION, origin, entry)))
                .invoke(() -> LOG.infof("%s: %s", action, meter))
                .replaceWith(meter);
    }

    private static Uni<Optional<Meter>> execute(SqlConnection connection, String sql, @Nullable Object... parameters) {
        return connection
                .preparedQuery(sql)
                .execute(Tuple.from(Arrays.asList(parameters)))
                .map(Meters::first);
    }

    private static Optional<Meter> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(PlanCatalogue.meter(row));
        }
        return Optional.empty();
    }
}
