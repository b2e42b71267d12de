package io.enterprisemode.testkit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Reads a topic into a list while it is open, without a consumer group, so that it disturbs nobody. */
public final class TopicReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final List<ReceivedRecord> records = new CopyOnWriteArrayList<>();
    private final Consumer<String, byte[]> consumer;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    private TopicReader(String topic, boolean fromBeginning) {
        this.topic = topic;
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KafkaBroker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().daemon().name("reader-" + topic).start(this::read);
    }

    /** Reads what is published from now on. */
    public static TopicReader fromNow(String topic) {
        return new TopicReader(topic, false);
    }

    /** Reads everything that is still in the topic, and what follows. */
    public static TopicReader fromBeginning(String topic) {
        return new TopicReader(topic, true);
    }

    /** What has been read so far, in order per partition. */
    public List<ReceivedRecord> records() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw new IllegalStateException("Reading " + topic + " failed", failed);
        }
        return List.copyOf(records);
    }

    /** What has been read so far and matches. */
    public List<ReceivedRecord> records(Predicate<ReceivedRecord> matching) {
        return records().stream().filter(matching).toList();
    }

    /** Waits up to 30 s for the first record that matches. */
    public ReceivedRecord await(Predicate<ReceivedRecord> matching) {
        return await(1, matching).getFirst();
    }

    /** Waits up to 30 s for at least so many records that match; answers all that do. */
    public List<ReceivedRecord> await(int count, Predicate<ReceivedRecord> matching) {
        return Awaitility.await(count + " matching records on " + topic)
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> records(matching), found -> found.size() >= count);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                List<ReceivedRecord> polled = new ArrayList<>();
                consumer.poll(POLL).forEach(read -> polled.add(ReceivedRecord.of(read)));
                records.addAll(polled);
            }
        } catch (org.apache.kafka.common.errors.WakeupException e) {
            if (!closed) {
                failure = e;
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
