package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which records of dead-letter topics were sent again or discarded. */
@ApplicationScoped
class DeadLetterDecisions {

    /** What may be decided. */
    enum Decision {
        REPLAYED,
        DISCARDED
    }

    /** Where a record lies on a dead-letter topic. */
    record Place(int partition, long offset) {}

    private static final String DECIDED =
            "select letter_partition, letter_offset from dead_letter_decision where topic = $1";
    private static final String DECIDE = """
            insert into dead_letter_decision (topic, letter_partition, letter_offset, decision, decided_by, decided_at)
            select $1, letter_partition, letter_offset, $4, $5, $6
              from unnest($2::integer[], $3::bigint[]) as decided (letter_partition, letter_offset)
             order by letter_partition, letter_offset
            on conflict do nothing
            returning letter_partition, letter_offset""";

    private final WorkerTransactions transactions;

    DeadLetterDecisions(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** The places on the topic's dead-letter topic that were decided about. */
    Uni<Set<Place>> decided(String topic) {
        return transactions.withConnection(connection ->
                connection.preparedQuery(DECIDED).execute(Tuple.of(topic)).map(DeadLetterDecisions::places));
    }

    /** Decides; answers the places about which nobody else had decided before. */
    Uni<Set<Place>> decide(
            SqlConnection connection,
            String topic,
            Collection<Place> places,
            Decision decision,
            String by,
            Instant at) {
        List<Place> all = List.copyOf(places);
        Integer[] partitions = all.stream().map(Place::partition).toArray(Integer[]::new);
        Long[] offsets = all.stream().map(Place::offset).toArray(Long[]::new);
        return connection
                .preparedQuery(DECIDE)
                .execute(Tuple.of(topic, partitions, offsets, decision.name(), by, at.atOffset(ZoneOffset.UTC)))
                .map(DeadLetterDecisions::places);
    }

    private static Set<Place> places(RowSet<Row> rows) {
        Set<Place> places = new HashSet<>();
        rows.forEach(row -> places.add(new Place(row.getInteger("letter_partition"), row.getLong("letter_offset"))));
        return places;
    }
}
