package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of this service's consumers: what waits, and sending it again to the topic it came from. Which letters were sent again
 * is the committed offset of a group of its own on the dead-letter topic. Blocking: call it on a worker thread.
 */
@ApplicationScoped
public class DeadLetters {

    /**
     * A record that could not be handled.
     *
     * @param topic where it came from
     * @param partition of that topic
     * @param offset in that partition
     * @param key of the record
     * @param reason why it could not be handled
     */
    public record Letter(
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            String reason) {}

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaClients kafka;
    private final String service;

    DeadLetters(KafkaClients kafka, @ConfigProperty(name = "enterprise.service") String service) {
        this.kafka = kafka;
        this.service = service;
    }

    /** The letters of this service on the topic's dead-letter topic that were not sent again, oldest first. */
    public List<Letter> waiting(String topic, int limit) {
        return walk(topic, limit, null);
    }

    /** Sends the waiting letters of this service to their topic again, oldest first, and returns them. */
    public List<Letter> replay(String topic, int limit) {
        try (KafkaProducer<String, byte[]> producer = kafka.producer("replay")) {
            return walk(topic, limit, producer);
        }
    }

    private List<Letter> walk(String topic, int limit, @Nullable KafkaProducer<String, byte[]> again) {
        String deadLetterTopic = Topics.deadLetter(topic);
        List<Letter> letters = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                kafka.consumer("dead-letter-replay", service + "-dead-letter-replay", limit)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(deadLetterTopic)) {
                partitions.add(new TopicPartition(deadLetterTopic, info.partition()));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
            while (letters.size() < limit && behind(consumer, ends)) {
                ConsumerRecords<String, byte[]> records = consumer.poll(PATIENCE);
                for (ConsumerRecord<String, byte[]> record : records) {
                    if (letters.size() == limit) {
                        break;
                    }
                    if (text(record, EventHeaders.DEAD_LETTER_CONSUMER).startsWith(service + "-")) {
                        letters.add(letter(record));
                        resend(record, again);
                    }
                    done.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
            }
            if (again != null) {
                consumer.commitSync(done);
            }
        }
        return letters;
    }

    private static boolean behind(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private static void resend(
            ConsumerRecord<String, byte[]> record, @Nullable KafkaProducer<String, byte[]> producer) {
        if (producer == null) {
            return;
        }
        ProducerRecord<String, byte[]> again = new ProducerRecord<>(
                text(record, EventHeaders.DEAD_LETTER_TOPIC),
                null,
                ConsumerLoop.timestamp(record),
                record.key(),
                record.value());
        for (Header header : record.headers()) {
            if (!header.key().startsWith("dead_letter_")) {
                again.headers().add(header);
            }
        }
        try {
            producer.send(again).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not take the record", e);
        }
    }

    private static Letter letter(ConsumerRecord<String, byte[]> record) {
        return new Letter(
                text(record, EventHeaders.DEAD_LETTER_TOPIC),
                Integer.parseInt(text(record, EventHeaders.DEAD_LETTER_PARTITION)),
                Long.parseLong(text(record, EventHeaders.DEAD_LETTER_OFFSET)),
                record.key(),
                text(record, EventHeaders.DEAD_LETTER_REASON));
    }

    private static String text(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
