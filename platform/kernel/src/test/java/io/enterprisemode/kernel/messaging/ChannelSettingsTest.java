package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the clients of the channels are set to, on which the guarantees rest. */
@QuarkusTest
@WithSuite("sample")
class ChannelSettingsTest {

    @Inject
    KafkaClientService kafka;

    private Map<String, String> consumer(String channel) {
        return text(kafka.getConsumer(channel).configuration());
    }

    private Map<String, String> producer(String channel) {
        return text(kafka.getProducer(channel).configuration());
    }

    private static Map<String, String> text(Map<String, ?> settings) {
        return settings.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    @Test
    void everyConsumerHasTheGroupOfItsServiceAndChannel() {
        assertThat(consumer("notes"))
                .containsEntry("group.id", "sample-notes")
                .containsEntry("client.id", "sample-notes");
        assertThat(consumer("witness")).containsEntry("group.id", "sample-witness");
    }

    @Test
    void aConsumerReadsWhatIsCommittedFromTheBeginningAndCommitsNothingByItself() {
        assertThat(consumer("notes"))
                .containsEntry("bootstrap.servers", KafkaBroker.bootstrapServers())
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("max.poll.records", "500")
                .containsEntry("max.poll.interval.ms", "4000")
                .containsEntry("session.timeout.ms", "10000")
                .doesNotContainKey("partition.assignment.strategy")
                .doesNotContainKey("group.protocol");
    }

    @Test
    void aProducerIsAcknowledgedByAllReplicasAndWhatItsChannelSaysGoesFirst() {
        assertThat(producer(EventConsumers.DEAD_LETTERS))
                .containsEntry("bootstrap.servers", KafkaBroker.bootstrapServers())
                .containsEntry("client.id", "sample-dead-letters")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("delivery.timeout.ms", "6000")
                .containsEntry("max.request.size", Integer.toString(2 * 1024 * 1024));
    }
}
