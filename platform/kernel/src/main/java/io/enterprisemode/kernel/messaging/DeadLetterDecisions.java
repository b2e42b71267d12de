package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which records of dead-letter topics were sent again or discarded. A letter that is to be sent again is claimed by its
 * sender until Kafka has acknowledged it. Without an acknowledgement it waits for a decision as before.
 */
@ApplicationScoped
class DeadLetterDecisions {

    /** What may be decided. */
    enum Decision {
        REPLAYED,
        DISCARDED
    }

    /** Where a record lies on a dead-letter topic. */
    record Place(int partition, long offset) {}

    /** Longer than sending takes, with all deadlines of Kafka's clients. */
    static final Duration CLAIM = Duration.ofMinutes(5);

    private static final String PLACES = """
            select letter_partition, letter_offset
              from unnest($2::integer[], $3::bigint[]) as asked (letter_partition, letter_offset)""";
    private static final String SETTLED = """
            select d.letter_partition, d.letter_offset
              from (%s) asked
              join dead_letter_decision d
                on d.topic = $1 and d.letter_partition = asked.letter_partition
               and d.letter_offset = asked.letter_offset
             where not exists (select 1 from dead_letter_sending s
                                where s.topic = d.topic and s.letter_partition = d.letter_partition
                                  and s.letter_offset = d.letter_offset and s.claimed_until <= $4)""".formatted(PLACES);
    private static final String DECIDE = """
            insert into dead_letter_decision (topic, letter_partition, letter_offset, decision, decided_by, decided_at)
            select $1, letter_partition, letter_offset, $4, $5, $6
              from (%s) decided
             order by letter_partition, letter_offset
            on conflict do nothing
            returning letter_partition, letter_offset""".formatted(PLACES);
    private static final String CLAIM_NEW = """
            insert into dead_letter_sending (topic, letter_partition, letter_offset, claimed_until)
            select $1, letter_partition, letter_offset, $4 from (%s) claimed""".formatted(PLACES);
    private static final String CLAIM_INTERRUPTED = """
            update dead_letter_sending s set claimed_until = $5
              from (%s) asked
             where s.topic = $1 and s.letter_partition = asked.letter_partition
               and s.letter_offset = asked.letter_offset and s.claimed_until <= $4
            returning s.letter_partition, s.letter_offset""".formatted(PLACES);
    private static final String DROP_INTERRUPTED = """
            delete from dead_letter_sending s
             using (%s) asked
             where s.topic = $1 and s.letter_partition = asked.letter_partition
               and s.letter_offset = asked.letter_offset and s.claimed_until <= $4
            returning s.letter_partition, s.letter_offset""".formatted(PLACES);
    private static final String SENT = """
            delete from dead_letter_sending s
             using (%s) asked
             where s.topic = $1 and s.letter_partition = asked.letter_partition
               and s.letter_offset = asked.letter_offset""".formatted(PLACES);
    private static final String RELEASE = """
            update dead_letter_sending s set claimed_until = $4
              from (%s) asked
             where s.topic = $1 and s.letter_partition = asked.letter_partition
               and s.letter_offset = asked.letter_offset""".formatted(PLACES);

    private final WorkerTransactions transactions;

    DeadLetterDecisions(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** Those of the places that have a valid decision. */
    Uni<Set<Place>> settled(String topic, Collection<Place> places, Instant now) {
        return transactions.withConnection(connection -> places(connection, SETTLED, tuple(topic, places, utc(now))));
    }

    /**
     * Decides about letters; what is to be sent is claimed for {@link #CLAIM}.
     *
     * @param places of the letters, one each
     * @param copies other places of the same letters, which are settled with them
     * @return those of the places about which nobody else had decided, or whose sender was interrupted
     */
    Uni<Set<Place>> decide(
            SqlConnection connection,
            String topic,
            Collection<Place> places,
            Collection<Place> copies,
            Decision decision,
            String by,
            Instant at) {
        Set<Place> all = new HashSet<>(places);
        all.addAll(copies);
        return places(connection, DECIDE, tuple(topic, all, decision.name(), by, utc(at)))
                .chain(inserted -> {
                    Set<Place> fresh = new HashSet<>(places);
                    fresh.retainAll(inserted);
                    Set<Place> known = new HashSet<>(places);
                    known.removeAll(inserted);
                    return claim(connection, topic, fresh, decision, at)
                            .chain(() -> interrupted(connection, topic, known, decision, at))
                            .map(others -> {
                                fresh.addAll(others);
                                return fresh;
                            });
                });
    }

    private static Uni<Void> claim(
            SqlConnection connection, String topic, Set<Place> fresh, Decision decision, Instant at) {
        return switch (decision) {
            case REPLAYED ->
                places(connection, CLAIM_NEW, tuple(topic, fresh, utc(at.plus(CLAIM))))
                        .replaceWithVoid();
            case DISCARDED -> Uni.createFrom().voidItem();
        };
    }

    private static Uni<Set<Place>> interrupted(
            SqlConnection connection, String topic, Set<Place> known, Decision decision, Instant at) {
        return switch (decision) {
            case REPLAYED -> places(connection, CLAIM_INTERRUPTED, tuple(topic, known, utc(at), utc(at.plus(CLAIM))));
            case DISCARDED -> places(connection, DROP_INTERRUPTED, tuple(topic, known, utc(at)));
        };
    }

    /** Kafka has acknowledged them. */
    Uni<Void> sent(String topic, Collection<Place> places) {
        return transactions.withConnection(
                connection -> places(connection, SENT, tuple(topic, places)).replaceWithVoid());
    }

    /** They are not sent, and wait again. */
    Uni<Void> release(String topic, Collection<Place> places, Instant now) {
        return transactions.withConnection(connection ->
                places(connection, RELEASE, tuple(topic, places, utc(now))).replaceWithVoid());
    }

    private static Tuple tuple(String topic, Collection<Place> places, Object... more) {
        List<Place> all = List.copyOf(places);
        Tuple tuple = Tuple.of(
                topic,
                all.stream().map(Place::partition).toArray(Integer[]::new),
                all.stream().map(Place::offset).toArray(Long[]::new));
        for (Object each : more) {
            tuple.addValue(each);
        }
        return tuple;
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Uni<Set<Place>> places(SqlConnection connection, String sql, Tuple parameters) {
        return connection.preparedQuery(sql).execute(parameters).map(DeadLetterDecisions::places);
    }

    private static Set<Place> places(RowSet<Row> rows) {
        Set<Place> places = new HashSet<>();
        rows.forEach(row -> places.add(new Place(row.getInteger("letter_partition"), row.getLong("letter_offset"))));
        return places;
    }
}
