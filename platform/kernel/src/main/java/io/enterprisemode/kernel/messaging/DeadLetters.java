package io.enterprisemode.kernel.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.audit.AuditCategory;
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
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of this service's consumers: what waits for a decision, sending it again to the topic it came from,
 * and discarding it. The letters stay on their topic, decisions are rows. A letter that is sent again and refused again
 * is the same letter, with another attempt. Blocking: call it on a worker thread.
 */
@ApplicationScoped
public class DeadLetters {

    /**
     * A record that could not be handled.
     *
     * @param id stays the same however often it is sent again
     * @param topic where it came from
     * @param partition of that topic
     * @param offset in that partition, when it was refused for the first time
     * @param key of the record
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

    /** A letter with all of its records that nobody has decided about; the newest one is sent again. */
    private record Undecided(Letter letter, Place newest, Set<Place> places) {}

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How long the walk over a topic may stand still. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int RECORDS_AT_ONCE = 500;
    private static final Comparator<Undecided> OLDEST_FIRST = Comparator.comparing(
                    (Undecided each) -> each.letter().refusedAt())
            .thenComparing(each -> each.letter().id());

    private final KafkaClients kafka;
    private final DeadLetterDecisions decisions;
    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;
    private final String service;

    DeadLetters(
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
        return undecided(topic, selection).stream()
                .map(Undecided::letter)
                .filter(letter -> after == null || isAfter(letter, after.instant(0), after.uuid(1)))
                .limit(limit)
                .toList();
    }

    /**
     * Sends letters to their topic again, oldest first and only to the consumer that refused them, and returns them.
     */
    public List<Letter> replay(String topic, Selection selection, int limit, Origin origin) {
        return decide(topic, selection, limit, Decision.REPLAYED, origin);
    }

    /** Gives letters up; they are not listed any more. */
    public List<Letter> discard(String topic, Selection selection, int limit, Origin origin) {
        return decide(topic, selection, limit, Decision.DISCARDED, origin);
    }

    private static boolean isAfter(Letter letter, Instant refusedAt, UUID id) {
        int later = letter.refusedAt().compareTo(refusedAt);
        return later > 0 || (later == 0 && letter.id().compareTo(id) > 0);
    }

    /**
     * Decision, audit events and sending are one transaction: whatever fails, the letter still waits. After a crash in
     * between it may be sent twice, which consumers bear. Of two operators who decide about a letter at once the second
     * one changes nothing.
     */
    private List<Letter> decide(String topic, Selection selection, int limit, Decision decision, Origin origin) {
        List<Undecided> chosen =
                undecided(topic, selection).stream().limit(limit).toList();
        if (chosen.isEmpty()) {
            return List.of();
        }
        Set<Place> places = new HashSet<>();
        chosen.forEach(each -> places.addAll(each.places()));
        String by = origin.caller().principalId().toString();
        List<Letter> decided = await(transactions.inTransaction(connection -> decisions
                .decide(connection, topic, places, decision, by, clock.instant())
                .chain(fresh -> {
                    List<Undecided> mine = chosen.stream()
                            .filter(each -> fresh.contains(each.newest()))
                            .toList();
                    return outbox.append(connection, events(mine, decision, origin))
                            .chain(() -> decision == Decision.REPLAYED
                                    ? sent(topic, mine)
                                    : Uni.createFrom().voidItem())
                            .replaceWith(mine.stream().map(Undecided::letter).toList());
                })));
        LOG.infof(
                "%s %s %d dead letters of %s",
                by, decision == Decision.REPLAYED ? "sent again" : "discarded", decided.size(), topic);
        return decided;
    }

    private List<Event> events(List<Undecided> decided, Decision decision, Origin origin) {
        List<Event> events = new ArrayList<>();
        for (Undecided each : decided) {
            Letter letter = each.letter();
            if (letter.organizationId() != null) {
                events.add(audit.eventOf(letter.organizationId(), origin, entry(letter, decision)));
            }
        }
        return events;
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

    private Uni<Void> sent(String topic, List<Undecided> chosen) {
        return Uni.createFrom()
                .item(() -> send(topic, chosen))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .replaceWithVoid();
    }

    private int send(String topic, List<Undecided> chosen) {
        Set<Place> newest = new HashSet<>();
        chosen.forEach(each -> newest.add(each.newest()));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<String, byte[]> producer = kafka.producer("replay")) {
            walk(topic, (place, record) -> {
                if (newest.contains(place)) {
                    sent.add(producer.send(DeadLetterRecords.again(record)));
                }
            });
            for (Future<RecordMetadata> each : sent) {
                each.get(30, TimeUnit.SECONDS);
            }
            return sent.size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("Kafka does not take the records", e);
        }
    }

    private List<Undecided> undecided(String topic, Selection selection) {
        Set<Place> decided = await(decisions.decided(topic));
        Map<UUID, Undecided> found = new HashMap<>();
        walk(topic, (place, record) -> {
            if (decided.contains(place)
                    || !DeadLetterRecords.text(record, EventHeaders.DEAD_LETTER_CONSUMER)
                            .startsWith(service + "-")) {
                return;
            }
            Letter letter = DeadLetterRecords.read(record);
            Set<Place> places = new HashSet<>(Set.of(place));
            Undecided before = found.get(letter.id());
            if (before != null) {
                places.addAll(before.places());
            }
            found.put(letter.id(), new Undecided(letter, place, places));
        });
        return found.values().stream()
                .filter(each -> selection.contains(each.letter()))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    /** Reads what is on the dead-letter topic now, behind what an older version of this service has sent again. */
    private void walk(String topic, BiConsumer<Place, ConsumerRecord<String, byte[]>> each) {
        String deadLetterTopic = Topics.deadLetter(topic);
        try (KafkaConsumer<String, byte[]> consumer =
                kafka.consumer("dead-letter-replay", service + "-dead-letter-replay", RECORDS_AT_ONCE)) {
            List<TopicPartition> partitions = consumer.partitionsFor(deadLetterTopic).stream()
                    .map(info -> new TopicPartition(deadLetterTopic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            seek(consumer, partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heard = System.nanoTime();
            while (isBehind(consumer, ends)) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    heard = System.nanoTime();
                    if (record.offset() < end(ends, record)) {
                        each.accept(new Place(record.partition(), record.offset()), record);
                    }
                }
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new TimeoutException("Kafka does not answer with the records of " + deadLetterTopic);
                }
            }
        }
    }

    private static void seek(KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, OffsetAndMetadata> sentByOlderVersions = consumer.committed(new HashSet<>(partitions));
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        sentByOlderVersions.forEach((partition, offset) -> {
            if (offset != null && offset.offset() > beginnings.getOrDefault(partition, 0L)) {
                consumer.seek(partition, offset.offset());
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
