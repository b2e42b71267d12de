package io.enterprisemode.systemtests.upgrade;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.stack.KafkaTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** How many records the dead-letter topics have. */
final class DeadLetterCount {

    private DeadLetterCount() {}

    /** Topics with dead letters and how many; empty when there are none. */
    static Map<String, Long> of(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (TopicDescription topic : admin.describeTopics(KafkaTopics.wanted().stream()
                            .map(wanted -> wanted.name())
                            .filter(name -> name.endsWith(".dead-letter"))
                            .toList())
                    .allTopicNames()
                    .get()
                    .values()) {
                topic.partitions()
                        .forEach(partition ->
                                ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
            }
            Map<String, Long> counts = new TreeMap<>();
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                    admin.listOffsets(ends).all().get().entrySet()) {
                counts.merge(end.getKey().topic(), end.getValue().offset(), Long::sum);
            }
            counts.values().removeIf(count -> count == 0);
            return counts;
        } catch (ExecutionException e) {
            throw new SuiteException("Kafka does not tell of its dead letters", "See the log of the stack", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
