package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Selection;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A producer that compresses can write records that are larger than a dead letter may be. */
@QuarkusTest
@WithSuite("sample")
class HugeRecordsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIZE = 3 * 1024 * 1024;

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();

    @Inject
    AuditTrail trail;

    @Inject
    DeadLetterOperations deadLetters;

    @Test
    void aRecordThatIsTooLargeForALetterIsBuriedWithoutItsValueAndTheNextOnesAreHandled() throws Exception {
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS))) {
            publishHuge();
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("behind")));

            ReceivedRecord letter = dead.await(record -> record.belongsTo(acme)
                    && "sample-notes".equals(record.headers().get(EventHeaders.DEAD_LETTER_CONSUMER)));

            assertThat(letter.value()).isNull();
            assertThat(letter.key()).isEqualTo(acme.toString());
            assertThat(letter.headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_TOPIC, Topics.AUDIT_EVENTS)
                    .containsEntry(EventHeaders.DEAD_LETTER_LEFT_OUT, Integer.toString(SIZE))
                    .containsKeys(EventHeaders.DEAD_LETTER_PARTITION, EventHeaders.DEAD_LETTER_OFFSET)
                    .hasEntrySatisfying(
                            EventHeaders.DEAD_LETTER_REASON,
                            reason -> assertThat(reason)
                                    .contains("its value is left out")
                                    .contains("ce_specversion"));
            await().atMost(PATIENCE).until(() -> notesOf("behind") == 1);

            Selection ofAcme = new Selection(Set.of(), acme, "sample-notes", null);
            List<Letter> waiting = deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10);
            assertThat(waiting).hasSize(1);
            assertThat(deadLetters.replay(Topics.AUDIT_EVENTS, ofAcme, 10, DeadLetterOperationsTest.operatorsOrigin()))
                    .isEmpty();
            assertThat(deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10))
                    .isEqualTo(waiting);
            Selection all = new Selection(Set.of(), acme, null, null);
            deadLetters.discard(Topics.AUDIT_EVENTS, all, 10, DeadLetterOperationsTest.operatorsOrigin());
            assertThat(deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10))
                    .isEmpty();
        }
    }

    /** No event, as it lacks the headers of one. */
    private void publishHuge() throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KafkaBroker.bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                4 * SIZE,
                "acks",
                "all");
        ProducerRecord<String, byte[]> huge =
                new ProducerRecord<>(Topics.AUDIT_EVENTS, acme.toString(), new byte[SIZE]);
        huge.headers().add(EventHeaders.ORGANIZATION, acme.toString().getBytes(StandardCharsets.UTF_8));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(huge).get();
        }
    }

    private long notesOf(String text) {
        return database.number("select count(*) from note where org_id = '%s' and text = '%s'".formatted(acme, text));
    }
}
