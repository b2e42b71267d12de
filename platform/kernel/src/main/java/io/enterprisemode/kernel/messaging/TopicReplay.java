package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads whole single-partition topics in every replica, for views that must be complete in each replica. The view
 * stores the position in the transaction of the effect. When there is no position, or Kafka no longer has it, the topic
 * is read from its beginning. After any failure, reading restarts at the stored position. That position may be further
 * than this replica has read: all replicas store the same position, and a commit may have succeeded although its answer
 * was lost. Therefore the view is notified ({@link View#startsOver()}).
 */
public final class TopicReplay {

    /**
     * An event that came.
     *
     * @param topic it came on
     * @param offset where it lies there
     */
    public record Received(String topic, long offset, Event event) {}

    /**
     * A record that is no event, or none that this version knows.
     *
     * @param topic it came on
     * @param offset where it lies there
     * @param key of the record; compacted topics take none without one
     * @param value as text
     * @param reason why it is no event
     */
    public record Unreadable(String topic, long offset, String key, String value, String reason) {}

    /** The view that is kept. */
    public interface View {

        /** The next offset to read, by topic; topics without one are left out. */
        Uni<Map<String, Long>> positions();

        /**
         * Is called when reading restarts, after the positions were read. Anything that the view caches outside of the
         * database may lack events from before the positions, and must be discarded.
         */
        void startsOver();

        /**
         * Brings about the effect of the events and stores the positions, in one transaction.
         *
         * @param unreadable the records that are no events; they are delivered again only if the positions of the view
         *     are before them
         */
        Uni<Void> apply(List<Received> events, List<Unreadable> unreadable, Map<String, Long> nextOffsets);
    }

    private static final Duration POLL = Duration.ofMillis(500);

    private final String name;
    private final List<String> topics;
    private final View view;
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final Background loop;
    private volatile boolean reachedEnd;

    TopicReplay(String name, List<String> topics, View view, KafkaClients kafka, MessagingConfiguration configuration) {
        this.name = name;
        this.topics = List.copyOf(topics);
        this.view = view;
        this.kafka = kafka;
        this.configuration = configuration;
        this.loop = new Background("replay-" + name, Duration.ofSeconds(1), this::turn);
    }

    public void start() {
        loop.start();
    }

    public void stop() {
        loop.stop();
    }

    /** Whether everything has been applied that was on the topics when they were first read. */
    public boolean reachedEnd() {
        return reachedEnd;
    }

    private void turn() throws Exception {
        Map<String, Long> positions = await(view.positions());
        view.startsOver();
        try (KafkaConsumer<String, byte[]> consumer =
                kafka.consumer("replay-" + name, "replay-" + name, configuration.consumerBatch())) {
            List<TopicPartition> partitions =
                    topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
            consumer.assign(partitions);
            for (TopicPartition partition : partitions) {
                Long position = positions.get(partition.topic());
                if (position == null) {
                    consumer.seekToBeginning(List.of(partition));
                } else {
                    consumer.seek(partition, position);
                }
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!loop.stopping()) {
                reachedEnd = reachedEnd || isAt(consumer, ends);
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    apply(records);
                }
            }
        }
    }

    private static boolean isAt(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void apply(ConsumerRecords<String, byte[]> records) throws Exception {
        List<Received> events = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            next.put(record.topic(), record.offset() + 1);
            if (record.value() != null) {
                read(record, events, unreadable);
            }
        }
        await(view.apply(events, unreadable, next));
    }

    private static void read(
            ConsumerRecord<String, byte[]> record, List<Received> events, List<Unreadable> unreadable) {
        try {
            events.add(new Received(record.topic(), record.offset(), Records.event(record)));
        } catch (IllegalArgumentException e) {
            unreadable.add(new Unreadable(
                    record.topic(),
                    record.offset(),
                    String.valueOf(record.key()),
                    new String(record.value(), StandardCharsets.UTF_8),
                    e.toString()));
        }
    }

    private static <T> T await(Uni<T> work) throws Exception {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> work);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
