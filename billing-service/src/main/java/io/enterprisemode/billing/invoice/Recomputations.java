package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.invoice.InvoiceProofs.Checked;
import io.enterprisemode.billing.invoice.InvoiceProofs.Difference;
import io.enterprisemode.billing.invoice.ProofView.ProofReason;
import io.enterprisemode.billing.invoice.ProofView.ReasonView;
import io.enterprisemode.billing.invoice.RecomputationView.DifferenceView;
import io.enterprisemode.billing.invoice.RecomputationView.Status;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of checks of everything that was billed. There is one that runs, at most, over all replicas. */
@ApplicationScoped
class Recomputations {

    /** How many differences are kept. */
    static final int MOST_DIFFERENCES = 100;

    /** One that came to no other organization for so long is given up: its process is gone. */
    private static final Duration ALIVE = Duration.ofMinutes(10);

    private static final String GIVE_UP = """
            update recomputation
               set status = 'FAILED', finished_at = $2, failure = 'It was interrupted.'
             where status = 'RUNNING' and alive_at < $1""";

    private static final String START = """
            insert into recomputation (id, status, started_at, alive_at) values ($1, 'RUNNING', $2, $2)
            on conflict (status) where status = 'RUNNING' do nothing""";

    private static final String FIND = """
            select id, status, started_at, finished_at, organizations, checked, different, differences::text, failure
              from recomputation where id = $1""";

    private static final String NEXT = """
            select org_id from subscription
             where org_id > coalesce((select last_org_id from recomputation where id = $1),
                                     '00000000-0000-0000-0000-000000000000'::uuid)
             order by org_id
             limit 1""";

    private static final String NOTE = """
            update recomputation
               set last_org_id = $2, alive_at = $3, organizations = organizations + 1, checked = checked + $4,
                   different = different + $5,
                   differences = case when jsonb_array_length(differences) >= $7 then differences
                                      else (select coalesce(jsonb_agg(d.difference order by d.place), '[]')
                                              from jsonb_array_elements(differences || $6::text::jsonb)
                                                   with ordinality as d (difference, place)
                                             where d.place <= $7) end
             where id = $1 and status = 'RUNNING'""";

    private static final String FINISH = """
            update recomputation set status = $2, finished_at = $3, failure = $4
             where id = $1 and status = 'RUNNING'""";

    private final WorkerTransactions transactions;

    Recomputations(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** Starts one; whether it did: no other one runs. */
    Uni<Boolean> start(SqlConnection connection, UUID id, Instant now) {
        return giveUp(connection, now)
                .chain(() -> connection
                        .preparedQuery(START)
                        .execute(Tuple.of(id, DatabaseTime.parameter(now)))
                        .map(result -> result.rowCount() == 1));
    }

    private static Uni<RowSet<Row>> giveUp(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(GIVE_UP)
                .execute(Tuple.of(DatabaseTime.parameter(now.minus(ALIVE)), DatabaseTime.parameter(now)));
    }

    /** One of them; one whose process is gone has failed. */
    Uni<Optional<RecomputationView>> find(UUID id, Instant now) {
        return transactions.inTransaction(connection -> giveUp(connection, now)
                .chain(() -> connection.preparedQuery(FIND).execute(Tuple.of(id)))
                .map(rows -> {
                    Optional<RecomputationView> found = Optional.empty();
                    for (Row row : rows) {
                        found = Optional.of(view(row));
                    }
                    return found;
                }));
    }

    private static RecomputationView view(Row row) {
        List<DifferenceView> differences = new ArrayList<>();
        for (JsonNode difference : EventJson.read(row.getString("differences"), JsonNode.class)) {
            differences.add(EventJson.read(difference.toString(), DifferenceView.class));
        }
        return new RecomputationView(
                row.getUUID("id"),
                Status.valueOf(row.getString("status")),
                row.getOffsetDateTime("started_at").toInstant(),
                DatabaseTime.of(row.getOffsetDateTime("finished_at")),
                row.getLong("organizations"),
                row.getLong("checked"),
                row.getLong("different"),
                differences,
                row.getString("failure"));
    }

    /** The organization that is to be checked next; empty: it was the last one. */
    Uni<Optional<UUID>> next(UUID id) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(NEXT)
                .execute(Tuple.of(id))
                .map(rows -> {
                    Optional<UUID> next = Optional.empty();
                    for (Row row : rows) {
                        next = Optional.of(row.getUUID("org_id"));
                    }
                    return next;
                }));
    }

    /** Notes what was found of an organization; whether the check is to go on: nobody has given it up. */
    Uni<Boolean> note(UUID id, UUID organization, Checked found, Instant now) {
        List<DifferenceView> first = found.differences().stream()
                .limit(MOST_DIFFERENCES)
                .map(difference -> view(organization, difference))
                .toList();
        return transactions.withConnection(connection -> connection
                .preparedQuery(NOTE)
                .execute(Tuple.from(List.of(
                        id,
                        organization,
                        DatabaseTime.parameter(now),
                        found.checked(),
                        (long) found.differences().size(),
                        EventJson.write(first),
                        MOST_DIFFERENCES)))
                .map(result -> result.rowCount() == 1));
    }

    private static DifferenceView view(UUID organization, Difference difference) {
        BilledPeriod period = difference.period();
        return new DifferenceView(
                organization,
                difference.invoice(),
                difference.number(),
                difference.line(),
                period == null ? null : period.subscriptionId(),
                difference.meter(),
                period == null ? null : period.period().start(),
                period == null ? null : period.period().end(),
                difference.reasons());
    }

    /** What is noted of an organization that could not be checked. */
    static Checked notChecked(Throwable failure) {
        return new Checked(
                0,
                List.of(new Difference(
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(new ReasonView(
                                ProofReason.NOT_CHECKED,
                                "It could not be checked: " + failure.getClass().getSimpleName() + ".")))));
    }

    /** @param failure null: it is done */
    Uni<Void> finish(UUID id, Instant now, @Nullable String failure) {
        Tuple values = Tuple.tuple();
        values.addUUID(id);
        values.addString(failure == null ? Status.DONE.name() : Status.FAILED.name());
        values.addOffsetDateTime(DatabaseTime.parameter(now));
        values.addString(failure);
        return transactions
                .withConnection(connection -> connection.preparedQuery(FINISH).execute(values))
                .replaceWithVoid();
    }
}
