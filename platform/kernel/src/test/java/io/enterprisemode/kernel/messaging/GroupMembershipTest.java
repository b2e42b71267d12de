package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.enterprisemode.testkit.kafka.Publisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer that waits for longer than its group waits for a silent member. */
@QuarkusTest
@WithSuite("sample")
class GroupMembershipTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "sample-notes";

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.bootstrapServers()));

    @Inject
    Notes notes;

    @Inject
    AuditTrail trail;

    @Inject
    MeterRegistry metrics;

    @Inject
    MessagingConfiguration configuration;

    @BeforeEach
    void theConsumerIsInItsGroupAndHasCommittedAllThatOthersPublished() {
        await().atMost(PATIENCE).until(() -> isStable(GROUP) && members(GROUP).size() == 1);
        await().atMost(PATIENCE).until(this::hasCommittedAll);
    }

    /** Not while a member that another test closed has left and the one that stays has yet to join again. */
    private boolean isStable(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group))
                        .all()
                        .get()
                        .get(group)
                        .groupState()
                == GroupState.STABLE;
    }

    /** What is committed has been counted: the consumer counts, then commits. */
    private boolean hasCommittedAll() throws Exception {
        return published() == committed();
    }

    /** Records in the topic, whoever published them: an outbox of another test may be late. */
    private long published() throws Exception {
        return admin.listOffsets(endsOf(Topics.AUDIT_EVENTS)).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private long committed() throws Exception {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(partition -> partition.getKey().topic().equals(Topics.AUDIT_EVENTS))
                .mapToLong(partition -> partition.getValue().offset())
                .sum();
    }

    private Map<TopicPartition, OffsetSpec> endsOf(String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> OffsetSpec.latest()));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private Set<String> members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }

    /** Returns once a consumer has lost its partitions for a silence that is longer than that which ours is allowed. */
    private void aSilentOneIsPutOutOfItsGroup() {
        String group = "silent-" + UUID.randomUUID();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                KafkaBroker.bootstrapServers(),
                "group.id",
                group,
                "max.poll.interval.ms",
                Math.toIntExact(configuration.pollInterval().plusSeconds(3).toMillis()));
        try (KafkaConsumer<String, byte[]> silent =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            silent.subscribe(List.of(Topics.AUDIT_EVENTS));
            await().atMost(PATIENCE).until(() -> {
                silent.poll(Duration.ofMillis(100));
                return !silent.assignment().isEmpty();
            });
            await().atMost(PATIENCE).until(() -> members(group).isEmpty());
        }
    }

    private long notesOf(UUID organization, String text) {
        return database.number(
                "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
    }

    private double handled() {
        return metrics.get("enterprise.consumer.events")
                .tag("consumer", "notes")
                .counter()
                .count();
    }

    @Test
    void oneThatIsHandlingRecordsStaysAMember() throws Exception {
        Set<String> before = members(GROUP);
        double handledAgainBefore = handled() - committed();
        CompletableFuture<Void> held = notes.hold();
        try {
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("held")));

            aSilentOneIsPutOutOfItsGroup();

            assertThat(members(GROUP)).isEqualTo(before);
            assertThat(notesOf(acme, "held")).isZero();
        } finally {
            held.complete(null);
        }
        Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("next")));
        await().atMost(PATIENCE).until(() -> notesOf(globex, "next") == 1);
        assertThat(notesOf(acme, "held")).isEqualTo(1);
        await("as many handled as committed")
                .atMost(PATIENCE)
                .until(() -> hasCommittedAll() && handled() - committed() == handledAgainBefore);
        assertThat(members(GROUP)).isEqualTo(before);
    }

    @Test
    void oneThatWaitsForADependencyStaysAMember() throws Exception {
        Set<String> before = members(GROUP);
        notes.failWithDeadlocks(Integer.MAX_VALUE);
        try {
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("waits")));

            aSilentOneIsPutOutOfItsGroup();

            assertThat(members(GROUP)).isEqualTo(before);
        } finally {
            notes.failWithDeadlocks(0);
        }
        await().atMost(PATIENCE).until(() -> notesOf(acme, "waits") == 1);
    }

    @Test
    void whatWasTakenAwayMeanwhileIsTakenInOnceByWhoeverHasItThen() throws Exception {
        CompletableFuture<Void> held = notes.hold();
        try {
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("moved")));
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("moved")));

            aSecondMemberComesAndGoes();
        } finally {
            held.complete(null);
        }
        await().atMost(PATIENCE).until(() -> notesOf(acme, "moved") == 1 && notesOf(globex, "moved") == 1);
        Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("afterwards")));
        await().atMost(PATIENCE).until(() -> notesOf(acme, "afterwards") == 1);
        assertThat(notesOf(acme, "moved")).isEqualTo(1);
    }

    /** It gets partitions, and commits nothing. */
    private void aSecondMemberComesAndGoes() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", KafkaBroker.bootstrapServers(), "group.id", GROUP, "enable.auto.commit", false);
        try (KafkaConsumer<String, byte[]> second =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            second.subscribe(List.of(Topics.AUDIT_EVENTS));
            await().atMost(PATIENCE).until(() -> {
                second.poll(Duration.ofMillis(100));
                return !second.assignment().isEmpty();
            });
        }
    }
}
