package io.enterprisemode.kernel.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.DeadLetterDecisions.Decision;
import io.enterprisemode.kernel.messaging.DeadLetterDecisions.Place;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.request.Origin;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of this service's consumers: lists those that wait for a decision, sends them again to their
 * original topic, and discards them. The letters stay on their topic; decisions are rows. A letter that is sent again
 * and refused again is the same letter with one more attempt. No more letters are held in memory than are returned or
 * arrive from Kafka in one poll. Blocks: call it on a worker thread.
 */
@ApplicationScoped
public class DeadLetterOperations {

    /**
     * A record that could not be handled.
     *
     * @param id stays the same however often it is sent again
     * @param topic where it came from
     * @param partition of that topic
     * @param offset in that partition, when it was refused for the first time
     * @param key of the record
     * @param eventId of the event in the record; null: the record does not say, or is too large for its headers
     * @param source of that event, likewise
     * @param organizationId whose it is, if anybody's
     * @param consumer the consumer group that could not handle it
     * @param reason why it could not be handled, the last time
     * @param attempts how often it was refused
     * @param refusedAt when it was refused the last time
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Letter(
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String eventId,
            @Nullable String source,
            @Nullable UUID organizationId,
            String consumer,
            String reason,
            int attempts,
            Instant refusedAt) {}

    /**
     * Which letters are meant: those that fit everything that is given.
     *
     * @param ids only these; empty: whatever id
     * @param organizationId only this organization's
     * @param consumer only those of this consumer group
     * @param reason only those whose reason contains this text, in upper or lower case
     */
    public record Selection(
            Set<UUID> ids,
            @Nullable UUID organizationId,
            @Nullable String consumer,
            @Nullable String reason) {

        /** Every letter. */
        public static final Selection ALL = new Selection(Set.of(), null, null, null);

        public Selection {
            ids = Set.copyOf(ids);
        }

        /** Whether nothing is given. */
        public boolean isEverything() {
            return equals(ALL);
        }

        boolean contains(Letter letter) {
            return (ids.isEmpty() || ids.contains(letter.id()))
                    && (organizationId == null || organizationId.equals(letter.organizationId()))
                    && (consumer == null || consumer.equals(letter.consumer()))
                    && (reason == null
                            || letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)));
        }
    }

    /** A record of a letter that waits. */
    private record Found(Place place, Letter letter, ConsumerRecord<String, byte[]> taken) {}

    /** Receives the records of waiting letters, some at a time, in their order. */
    @FunctionalInterface
    private interface Visitor {

        /**
         * Looks at some.
         *
         * @param reached all records that were written before this instant were received, within {@link #CLOCK_SKEW}
         * @return whether to go on
         */
        boolean visit(List<Found> found, Instant reached);
    }

    private static final Logger LOG = Logger.getLogger(DeadLetterOperations.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How long the walk over a topic may stand still. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int RECORDS_AT_ONCE = 500;
    /** How far the clocks of the brokers, which write the time of each letter, may be apart. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final KafkaClients kafka;
    private final DeadLetterDecisions decisions;
    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;
    private final String service;

    DeadLetterOperations(
            KafkaClients kafka,
            DeadLetterDecisions decisions,
            WorkerTransactions transactions,
            Outbox outbox,
            AuditTrail audit,
            Clock clock,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.kafka = kafka;
        this.decisions = decisions;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
        this.service = service;
    }

    /**
     * The letters of this service on the topic's dead-letter topic that nobody has decided about, oldest first.
     *
     * @param after from the page before: when its last letter was refused, and its id; null: from the oldest one
     */
    public List<Letter> waiting(String topic, Selection selection, @Nullable Cursor after, int limit) {
        OldestLetters oldest = new OldestLetters(limit);
        Predicate<Letter> wanted = after == null
                ? selection::contains
                : letter -> selection.contains(letter) && isAfter(letter, after.instant(0), after.uuid(1));
        walk(topic, after == null ? null : after.instant(0), wanted, (found, reached) -> {
            found.forEach(each -> oldest.add(each.letter()));
            return !oldest.areAllBefore(reached.minus(CLOCK_SKEW));
        });
        return oldest.letters();
    }

    /**
     * Sends the oldest letters to their topic again, only for the consumer that refused them, and returns them. When it
     * is interrupted, the letters that were sent stay sent and the others wait as before. Letters whose value was left
     * out are skipped.
     */
    public List<Letter> replay(String topic, Selection selection, int limit, Origin origin) {
        try (KafkaProducer<String, byte[]> producer = kafka.producer("replay")) {
            return act(topic, selection, limit, Decision.REPLAYED, origin, decided -> send(producer, topic, decided));
        }
    }

    /** Gives letters up; they are not listed any more. */
    public List<Letter> discard(String topic, Selection selection, int limit, Origin origin) {
        return act(topic, selection, limit, Decision.DISCARDED, origin, decided -> decided);
    }

    private static boolean isAfter(Letter letter, Instant refusedAt, UUID id) {
        int later = letter.refusedAt().compareTo(refusedAt);
        return later > 0 || (later == 0 && letter.id().compareTo(id) > 0);
    }

    /**
     * Reads the topic twice: first to choose letters, then to act on them in steps. In each step, one transaction
     * stores the decisions and audit events; then the letters are sent, with no transaction open. When two operators
     * decide about a letter at the same time, the second decision has no effect.
     */
    private List<Letter> act(
            String topic,
            Selection selection,
            int limit,
            Decision decision,
            Origin origin,
            UnaryOperator<List<Found>> effect) {
        Set<UUID> chosen = new HashSet<>();
        waiting(topic, selection, null, limit).forEach(letter -> chosen.add(letter.id()));
        if (chosen.isEmpty()) {
            return List.of();
        }
        String by = origin.caller().principalId().toString();
        Set<UUID> met = new HashSet<>();
        List<Letter> done = new ArrayList<>();
        walk(topic, null, letter -> chosen.contains(letter.id()), (found, reached) -> {
            List<Found> first = new ArrayList<>();
            List<Found> copies = new ArrayList<>();
            for (Found each : found) {
                if (decision == Decision.DISCARDED || !DeadLetterRecords.isWithoutValue(each.taken())) {
                    (met.add(each.letter().id()) ? first : copies).add(each);
                }
            }
            if (!first.isEmpty() || !copies.isEmpty()) {
                effect.apply(decided(topic, first, copies, decision, by, origin))
                        .forEach(each -> done.add(each.letter()));
            }
            return true;
        });
        LOG.infof(
                "%s %s %d dead letters of %s",
                by, decision == Decision.REPLAYED ? "sent again" : "discarded", done.size(), topic);
        return done;
    }

    private List<Found> decided(
            String topic, List<Found> first, List<Found> copies, Decision decision, String by, Origin origin) {
        return await(transactions.inTransaction(connection -> decisions
                .decide(connection, topic, places(first), places(copies), decision, by, clock.instant())
                .chain(mine -> {
                    List<Found> decided = first.stream()
                            .filter(each -> mine.contains(each.place()))
                            .toList();
                    return outbox.append(connection, events(decided, decision, origin))
                            .replaceWith(decided);
                })));
    }

    private static List<Place> places(List<Found> found) {
        return found.stream().map(Found::place).toList();
    }

    /** In the organization of each letter; of a letter without one, in that of the installation. */
    private List<Event> events(List<Found> decided, Decision decision, Origin origin) {
        return decided.stream()
                .map(Found::letter)
                .map(letter -> audit.eventOf(
                        letter.organizationId() == null ? AuditEvent.INSTALLATION : letter.organizationId(),
                        origin,
                        entry(letter, decision)))
                .toList();
    }

    private static AuditEntry entry(Letter letter, Decision decision) {
        Map<String, @Nullable Object> details = new HashMap<>();
        details.put("topic", letter.topic());
        details.put("partition", letter.partition());
        details.put("offset", letter.offset());
        details.put("consumer", letter.consumer());
        details.put("reason", letter.reason());
        details.put("attempts", letter.attempts());
        return AuditEntry.of(
                AuditCategory.DATA,
                "operations.dead_letter." + decision.name().toLowerCase(Locale.ROOT),
                new Target("dead_letter", letter.id().toString(), null),
                details);
    }

    /**
     * Sends the letters and returns those that Kafka has acknowledged. The others wait for a decision again. An outage
     * of Kafka ends it with a failure; a record that can never be written does not.
     */
    private List<Found> send(KafkaProducer<String, byte[]> producer, String topic, List<Found> decided) {
        List<Future<RecordMetadata>> futures = new ArrayList<>(decided.size());
        for (Found each : decided) {
            Future<RecordMetadata> future = producer.send(DeadLetterRecords.again(each.taken()));
            futures.add(future);
            if (future.state() == Future.State.FAILED && !KafkaOutages.isBadRecord(future.exceptionNow())) {
                break;
            }
        }
        List<Found> sent = new ArrayList<>();
        Throwable trouble = null;
        for (int i = 0; i < futures.size(); i++) {
            Throwable failure = failure(futures.get(i));
            if (failure == null) {
                sent.add(decided.get(i));
            } else if (KafkaOutages.isBadRecord(failure)) {
                LOG.errorf(
                        "dead letter %s cannot be sent again: %s",
                        decided.get(i).letter().id(), failure);
            } else {
                trouble = failure;
            }
        }
        settle(topic, decided, sent);
        if (trouble != null) {
            throw new IllegalStateException("Kafka does not take the records", trouble);
        }
        return sent;
    }

    private void settle(String topic, List<Found> decided, List<Found> sent) {
        List<Found> unsent = new ArrayList<>(decided);
        unsent.removeAll(sent);
        if (!sent.isEmpty()) {
            await(decisions.sent(topic, places(sent)));
        }
        if (!unsent.isEmpty()) {
            await(decisions.release(topic, places(unsent), clock.instant()));
        }
    }

    /** Why a record was not sent; null when it was. */
    private static @Nullable Throwable failure(Future<RecordMetadata> future) {
        try {
            RecordMetadata at = future.get(30, TimeUnit.SECONDS);
            LOG.tracef("sent again as %s", at);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e;
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (java.util.concurrent.TimeoutException e) {
            return e;
        }
    }

    /**
     * Reads the dead-letter topic up to its current end, starting after what an older version of this service has sent
     * again. The visitor gets the waiting letters of this service's consumers, in the batches in which Kafka returns
     * them.
     *
     * @param from leaves out what was written before
     */
    private void walk(String topic, @Nullable Instant from, Predicate<Letter> wanted, Visitor visitor) {
        String deadLetterTopic = Topics.deadLetter(topic);
        try (KafkaConsumer<String, byte[]> consumer =
                kafka.consumer("dead-letter-replay", service + "-dead-letter-replay", RECORDS_AT_ONCE)) {
            List<TopicPartition> partitions = consumer.partitionsFor(deadLetterTopic).stream()
                    .map(info -> new TopicPartition(deadLetterTopic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            seek(consumer, partitions, from);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Instant> reached = new HashMap<>();
            boolean goesOn = true;
            long heard = System.nanoTime();
            while (goesOn && isBehind(consumer, ends)) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    List<Found> found = waitingOf(topic, records, ends, wanted);
                    records.forEach(record ->
                            reached.put(new TopicPartition(record.topic(), record.partition()), time(record)));
                    goesOn = visitor.visit(found, oldest(consumer, ends, reached));
                    heard = System.nanoTime();
                } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new TimeoutException("Kafka does not answer with the records of " + deadLetterTopic);
                }
            }
        }
    }

    private List<Found> waitingOf(
            String topic,
            ConsumerRecords<String, byte[]> records,
            Map<TopicPartition, Long> ends,
            Predicate<Letter> wanted) {
        List<Found> found = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.offset() < end(ends, record)
                    && DeadLetterRecords.text(record, EventHeaders.DEAD_LETTER_CONSUMER)
                            .startsWith(service + "-")) {
                Letter letter = DeadLetterRecords.read(record);
                if (wanted.test(letter)) {
                    found.add(new Found(new Place(record.partition(), record.offset()), letter, record));
                }
            }
        }
        if (!found.isEmpty()) {
            Set<Place> settled = await(decisions.settled(topic, places(found), clock.instant()));
            found.removeIf(each -> settled.contains(each.place()));
        }
        return found;
    }

    /**
     * When a record was written; 1970-01-01 when the topic keeps the record's own time, which does not bound the time
     * of later records.
     */
    private static Instant time(ConsumerRecord<String, byte[]> record) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                ? Instant.ofEpochMilli(record.timestamp())
                : Instant.EPOCH;
    }

    /** How far every partition was read that is not at its end. */
    private static Instant oldest(
            KafkaConsumer<String, byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Instant> reached) {
        Instant oldest = Instant.MAX;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            Instant each = reached.getOrDefault(end.getKey(), Instant.EPOCH);
            if (consumer.position(end.getKey()) < end.getValue() && each.isBefore(oldest)) {
                oldest = each;
            }
        }
        return oldest;
    }

    private static void seek(
            KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions, @Nullable Instant from) {
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, OffsetAndMetadata> sentByOlderVersions = consumer.committed(new HashSet<>(partitions));
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        sentByOlderVersions.forEach((partition, offset) -> {
            if (offset != null && offset.offset() > beginnings.getOrDefault(partition, 0L)) {
                consumer.seek(partition, offset.offset());
            }
        });
        if (from != null) {
            seek(consumer, partitions, from.toEpochMilli());
        }
    }

    private static void seek(KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions, long fromMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, fromMillis));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else if (found.offset() > consumer.position(partition)) {
                consumer.seek(partition, found.offset());
            }
        });
    }

    private static long end(Map<TopicPartition, Long> ends, ConsumerRecord<String, byte[]> record) {
        return ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    private static boolean isBehind(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static <T> T await(Uni<T> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
