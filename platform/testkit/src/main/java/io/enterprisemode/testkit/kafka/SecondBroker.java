package io.enterprisemode.testkit.kafka;

import io.enterprisemode.testkit.jvm.OncePerJvm;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/**
 * A second broker of the embedded Kafka, which holds some topics alone: while it is stopped they have no leader, and
 * all other topics are as usual. Closed, the topics are where they were before.
 */
public final class SecondBroker implements AutoCloseable {

    private static final int FIRST = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.bootstrapServers()));
    private final List<String> topics;

    private SecondBroker(List<String> topics) {
        this.topics = topics;
    }

    /** Starts it and moves the topics to it. */
    public static SecondBroker holding(String... topics) {
        int id = Integer.parseInt(
                OncePerJvm.run(KafkaBroker.class, "startSecond").getOrDefault("id", ""));
        SecondBroker broker = new SecondBroker(List.of(topics));
        broker.moveTo(id);
        return broker;
    }

    /** Stops it: returns once the topics have no leader. */
    public void stop() {
        OncePerJvm.run(KafkaBroker.class, "stopSecond");
        await(partition -> partition.leader() == null || partition.leader().isEmpty());
    }

    /**
     * Returns once a sender to one of the topics has given up while it is stopped: then whoever began before and is as
     * patient has given up, too.
     */
    public void awaitRefusal(Duration patience) {
        String millis = String.valueOf(patience.toMillis());
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KafkaBroker.bootstrapServers(),
                "max.block.ms",
                millis,
                "linger.ms",
                "0",
                "request.timeout.ms",
                "1000",
                "delivery.timeout.ms",
                millis);
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.getFirst(), new byte[0])).get();
            throw new IllegalStateException(topics.getFirst() + " takes records");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw new IllegalStateException("Kafka refuses for another reason", e);
            }
        }
    }

    /** Starts it again: returns once the topics have a leader. */
    public void start() {
        OncePerJvm.run(KafkaBroker.class, "startSecond");
        await(partition -> partition.leader() != null && !partition.leader().isEmpty());
    }

    private void moveTo(int broker) {
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        descriptions()
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> moves.put(
                                new TopicPartition(topic, partition.partition()),
                                Optional.of(new NewPartitionReassignment(List.of(broker))))));
        try {
            admin.alterPartitionReassignments(moves).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The topics could not be moved", e);
        }
        await(partition -> partition.replicas().size() == 1
                && partition.leader() != null
                && partition.leader().id() == broker);
    }

    private void await(Predicate<TopicPartitionInfo> holds) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> descriptions().values().stream()
                        .flatMap(description -> description.partitions().stream())
                        .allMatch(holds));
    }

    private Map<String, TopicDescription> descriptions() {
        try {
            return admin.describeTopics(topics).allTopicNames().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The topics could not be asked for", e);
        }
    }

    /** Gives the topics back, whatever came before, and stops it. */
    @Override
    public void close() {
        start();
        moveTo(FIRST);
        OncePerJvm.run(KafkaBroker.class, "stopSecond");
        admin.close();
    }
}
