package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What a group has yet to take in, of partitions that no consumer of this process reads. */
@QuarkusTest
@WithSuite("sample")
class ConsumerGroupsTest {

    private final String topic = "sample.lag-" + UUID.randomUUID();

    @Inject
    ConsumerGroups groups;

    @Test
    void partitionsThatOtherReplicasReadCount() throws Exception {
        Map<String, Object> broker = Map.of("bootstrap.servers", KafkaBroker.bootstrapServers());
        try (Admin admin = Admin.create(broker);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(broker, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(topic, 0, "key", "value")).get();
                producer.send(new ProducerRecord<>(topic, 1, "key", "value")).get();
            }
            assertThat(groups.lag("lagging", Set.of(topic))).isEqualTo(6);

            admin.alterConsumerGroupOffsets(
                            "sample-lagging",
                            Map.of(
                                    new TopicPartition(topic, 0), new OffsetAndMetadata(3),
                                    new TopicPartition(topic, 1), new OffsetAndMetadata(1)))
                    .all()
                    .get();
            assertThat(groups.lag("lagging", Set.of(topic))).isEqualTo(2);
        }
    }

    @Test
    void ofATopicThatIsNotThereNothingIsKnown() {
        assertThatThrownBy(() -> groups.lag("lagging", Set.of(topic))).isInstanceOf(ExecutionException.class);
    }
}
