package io.enterprisemode.kernel.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of this service's consumer groups from the broker. A process knows only the partitions that it reads
 * itself; only the broker knows the offsets of all replicas.
 */
@ApplicationScoped
public class ConsumerGroups {

    private final KafkaClients kafka;
    private final KafkaClientService channels;
    private final Config config;
    private final String service;
    private @Nullable Admin admin;

    ConsumerGroups(
            KafkaClients kafka,
            KafkaClientService channels,
            Config config,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.kafka = kafka;
        this.channels = channels;
        this.config = config;
        this.service = service;
    }

    /** The names of this service's consumers that run, which are those of their channels. */
    public Set<String> consumers() {
        return channels.getConsumerChannels();
    }

    /** The same as {@link #lag(String, Set)} of one of {@link #consumers()} and the topic of its channel. */
    public long lag(String consumer) throws ExecutionException, InterruptedException {
        return lag(consumer, Set.of(config.getValue("mp.messaging.incoming." + consumer + ".topic", String.class)));
    }

    /**
     * How many records the group of a consumer has yet to take in, in all partitions of its topics, whichever replica
     * reads them. Blocks.
     *
     * @param consumer the name of its channel
     * @param topics those it reads
     * @throws ExecutionException when the broker does not say
     */
    public long lag(String consumer, Set<String> topics) throws ExecutionException, InterruptedException {
        Admin open = admin();
        Set<TopicPartition> partitions = open.describeTopics(topics).allTopicNames().get().entrySet().stream()
                .flatMap(topic -> topic.getValue().partitions().stream()
                        .map(partition -> new TopicPartition(topic.getKey(), partition.partition())))
                .collect(Collectors.toSet());
        Map<TopicPartition, Long> earliest = offsets(open, partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> committed = new HashMap<>();
        open.listConsumerGroupOffsets(ChannelSettings.group(service, consumer))
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> put(committed, partition, offset));
        return GroupLag.of(offsets(open, partitions, OffsetSpec.latest()), committed, earliest);
    }

    private static void put(
            Map<TopicPartition, Long> committed, TopicPartition partition, @Nullable OffsetAndMetadata offset) {
        if (offset != null) {
            committed.put(partition, offset.offset());
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, result) -> offsets.put(partition, result.offset()));
        return offsets;
    }

    private synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = kafka.admin("groups");
            admin = open;
        }
        return open;
    }

    synchronized void stop(@Observes ShutdownEvent stopped) {
        if (admin != null) {
            admin.close(Duration.ofSeconds(2));
        }
    }
}
