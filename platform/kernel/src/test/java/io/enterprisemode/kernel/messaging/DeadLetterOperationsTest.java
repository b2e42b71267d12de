package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.DeadLetterDecisions.Decision;
import io.enterprisemode.kernel.messaging.DeadLetterDecisions.Place;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Selection;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.kernel.sample.Witness;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A letter waits until somebody decides about it, and stays one letter however often it is sent again. */
@QuarkusTest
@WithSuite("sample")
class DeadLetterOperationsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = Topics.AUDIT_EVENTS;

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final Origin operator = operatorsOrigin();
    private final List<String> bad = new ArrayList<>();

    @Inject
    DeadLetterOperations deadLetters;

    @Inject
    AuditTrail trail;

    @Inject
    Notes notes;

    @Inject
    Witness witness;

    @Inject
    DeadLetterDecisions decisions;

    @Inject
    WorkerTransactions transactions;

    @BeforeEach
    void fiveLettersOfOneOrganizationAndOneOfAnother() {
        for (int i = 0; i < 5; i++) {
            refused(acme, "bad-" + i + "-" + acme);
        }
        refused(globex, "bad-" + globex);
        await().atMost(PATIENCE).until(() -> of(acme).size() == 5 && of(globex).size() == 1);
    }

    @AfterEach
    void nothingIsLeft() {
        bad.forEach(notes::acceptAgain);
        deadLetters.discard(TOPIC, organization(acme), 1_000, operator);
        deadLetters.discard(TOPIC, organization(globex), 1_000, operator);
    }

    @Test
    void fiveLettersThatAreRefusedAgainAndAgainAreFiveLetters() {
        List<UUID> before = of(acme).stream().map(Letter::id).toList();

        for (int attempt = 2; attempt <= 4; attempt++) {
            assertThat(deadLetters.replay(TOPIC, organization(acme), 1_000, operator))
                    .hasSize(5);
            int expected = attempt;
            await().atMost(PATIENCE)
                    .until(() -> of(acme).stream()
                                    .filter(letter -> letter.attempts() == expected)
                                    .count()
                            == 5);
        }

        assertThat(of(acme)).extracting(Letter::id).containsExactlyInAnyOrderElementsOf(before);
        assertThat(of(globex)).hasSize(1).allMatch(letter -> letter.attempts() == 1);
    }

    @Test
    void aChosenLetterIsHandledOnceTheReasonIsGoneAndOnlyByTheConsumerThatRefusedIt() {
        Letter chosen = of(acme).getFirst();
        String subject = subjectOf(chosen);
        notes.acceptAgain(subject);

        List<Letter> sent =
                deadLetters.replay(TOPIC, new Selection(Set.of(chosen.id()), null, null, null), 1_000, operator);

        assertThat(sent).extracting(Letter::id).containsExactly(chosen.id());
        await().atMost(PATIENCE).until(() -> notesOf(acme, subject) == 1);
        assertThat(of(acme)).hasSize(4).extracting(Letter::id).doesNotContain(chosen.id());
        Publisher.publish(TOPIC, trail.event(acme, Notes.entry("behind-" + acme)));
        await().atMost(PATIENCE).until(() -> witness.seen("behind-" + acme) == 1);
        assertThat(witness.seen(subject)).isEqualTo(1);
    }

    @Test
    void aDiscardedLetterIsNotListedAndNotSentAgain() {
        Letter chosen = of(acme).getLast();

        assertThat(deadLetters.discard(TOPIC, new Selection(Set.of(chosen.id()), null, null, null), 10, operator))
                .hasSize(1);

        assertThat(of(acme)).hasSize(4);
        assertThat(deadLetters.replay(TOPIC, new Selection(Set.of(chosen.id()), null, null, null), 10, operator))
                .isEmpty();
        assertThat(deadLetters.discard(TOPIC, new Selection(Set.of(chosen.id()), null, null, null), 10, operator))
                .isEmpty();
    }

    @Test
    void lettersAreChosenByOrganizationConsumerAndReason() {
        assertThat(deadLetters.waiting(
                        TOPIC, new Selection(Set.of(), acme, "sample-notes", "CANNOT BE handled"), null, 10))
                .hasSize(5)
                .allSatisfy(letter -> {
                    assertThat(letter.organizationId()).isEqualTo(acme);
                    assertThat(letter.topic()).isEqualTo(TOPIC);
                    assertThat(letter.reason()).contains("cannot be handled");
                });
        assertThat(deadLetters.waiting(TOPIC, new Selection(Set.of(), acme, "sample-other", null), null, 10))
                .isEmpty();
        assertThat(deadLetters.waiting(TOPIC, new Selection(Set.of(), acme, null, "another reason"), null, 10))
                .isEmpty();
        assertThat(deadLetters.replay(TOPIC, organization(acme), 2, operator)).hasSize(2);
    }

    @Test
    void aLetterNamesTheEventOfItsRecord() {
        Event event = refused(acme, "named-" + acme);
        await().atMost(PATIENCE).until(() -> of(acme).size() == 6);

        assertThat(of(acme))
                .filteredOn(letter -> event.id().toString().equals(letter.eventId()))
                .singleElement()
                .extracting(Letter::source)
                .isEqualTo(event.source().toString());
    }

    @Test
    void everyActIsAuditedInTheOrganizationOfItsLetter() {
        try (TopicReader reader = TopicReader.fromNow(TOPIC)) {
            Letter replayed = of(acme).getFirst();
            Letter discarded = of(globex).getFirst();

            deadLetters.replay(TOPIC, new Selection(Set.of(replayed.id()), null, null, null), 10, operator);
            deadLetters.discard(TOPIC, organization(globex), 10, operator);

            AuditEvent first = audited(reader, acme, "operations.dead_letter.replayed");
            assertThat(first.target().id()).isEqualTo(replayed.id().toString());
            assertThat(first.actor().id())
                    .isEqualTo(operator.caller().principalId().toString());
            assertThat(first.details()).containsEntry("topic", TOPIC).containsEntry("consumer", "sample-notes");
            assertThat(audited(reader, globex, "operations.dead_letter.discarded")
                            .target()
                            .id())
                    .isEqualTo(discarded.id().toString());
        }
    }

    @Test
    void anActOnALetterOfNoOrganizationIsAuditedInTheInstallation() {
        String key = "of nobody " + acme;
        Publisher.publish(TOPIC, key, Map.of("content-type", "text/plain"), new byte[] {1});
        Selection refused = new Selection(Set.of(), null, "sample-notes", "ce_specversion");
        await().atMost(PATIENCE).until(() -> keys(refused).contains(key));
        Letter nobodys = deadLetters.waiting(TOPIC, refused, null, 1_000).stream()
                .filter(letter -> key.equals(letter.key()))
                .findFirst()
                .orElseThrow();
        assertThat(nobodys).extracting(Letter::eventId, Letter::source).containsOnlyNulls();
        UUID id = nobodys.id();

        try (TopicReader reader = TopicReader.fromNow(TOPIC)) {
            assertThat(deadLetters.discard(TOPIC, chosen(id), 10, operator)).hasSize(1);

            assertThat(audited(reader, AuditEvent.INSTALLATION, "operations.dead_letter.discarded")
                            .target()
                            .id())
                    .isEqualTo(id.toString());
        }
        assertThat(keys(refused)).doesNotContain(key);
    }

    @Test
    void whatWasSentBeforeKafkaRefusedTheRestIsNotSentAgain() throws Exception {
        String gone = "sample.gone-" + acme;
        UUID organization = UUID.randomUUID();
        Selection both = organization(organization);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.bootstrapServers()));
                TopicReader reader = TopicReader.fromNow(TOPIC)) {
            deadLetter(organization, TOPIC, 1);
            deadLetter(organization, gone, 2);
            assertThat(of(organization)).hasSize(2);

            assertThatThrownBy(() -> deadLetters.replay(TOPIC, both, 10, operator))
                    .hasMessageContaining("Kafka does not take the records");

            assertThat(of(organization)).extracting(Letter::topic).containsExactly(gone);
            assertThatThrownBy(() -> deadLetters.replay(TOPIC, both, 10, operator))
                    .isInstanceOf(IllegalStateException.class);
            admin.createTopics(List.of(new NewTopic(gone, 1, (short) 1))).all().get();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> deadLetters.replay(TOPIC, both, 10, operator).size() == 1);
            assertThat(of(organization)).isEmpty();
            assertThat(deadLetters.replay(TOPIC, both, 10, operator)).isEmpty();
            assertThat(reader.await(1, record -> record.belongsTo(organization) && again(record)))
                    .hasSize(1);
            try (TopicReader late = TopicReader.fromBeginning(gone)) {
                assertThat(late.await(1, record -> record.belongsTo(organization)))
                        .hasSize(1);
            }
        }
    }

    @Test
    void whatSomebodyIsSendingWaitsAgainOnlyOnceTheyAreInterrupted() {
        UUID organization = UUID.randomUUID();
        ReceivedRecord letter = deadLetter(organization, TOPIC, 1);
        Place place = new Place(letter.partition(), letter.offset());
        Instant now = Instant.now();
        claimed(place, now);

        assertThat(of(organization)).isEmpty();
        assertThat(deadLetters.replay(TOPIC, organization(organization), 10, operator))
                .isEmpty();
        assertThat(deadLetters.discard(TOPIC, organization(organization), 10, operator))
                .isEmpty();

        Await.result(() -> decisions.release(TOPIC, Set.of(place), now.minusSeconds(1)));
        assertThat(of(organization)).hasSize(1);
        assertThat(deadLetters.discard(TOPIC, organization(organization), 10, operator))
                .hasSize(1);
        assertThat(of(organization)).isEmpty();
    }

    @Test
    void pagesFollowOneAnother() {
        List<Letter> all = of(acme);
        List<Letter> paged = new ArrayList<>();
        for (int page = 0; page < 5; page++) {
            Cursor after = paged.isEmpty()
                    ? null
                    : Cursor.of(paged.getLast().refusedAt(), paged.getLast().id());
            paged.addAll(deadLetters.waiting(TOPIC, organization(acme), after, 1));
        }

        assertThat(all).hasSize(5);
        assertThat(paged).isEqualTo(all);
    }

    private void claimed(Place place, Instant at) {
        Set<Place> claimed = Await.result(() -> transactions.inTransaction(connection -> decisions.decide(
                connection, TOPIC, Set.of(place), Set.of(), Decision.REPLAYED, "another operator", at)));
        assertThat(claimed).containsExactly(place);
    }

    /** A letter as a consumer of this service writes it; nobody takes in what is sent again of it. */
    private static ReceivedRecord deadLetter(UUID organization, String topic, int offset) {
        Map<String, String> headers = Map.of(
                EventHeaders.ORGANIZATION,
                organization.toString(),
                EventHeaders.DEAD_LETTER_CONSUMER,
                "sample-former",
                EventHeaders.DEAD_LETTER_REASON,
                "a test",
                EventHeaders.DEAD_LETTER_TOPIC,
                topic,
                EventHeaders.DEAD_LETTER_PARTITION,
                "0",
                EventHeaders.DEAD_LETTER_OFFSET,
                Integer.toString(offset));
        RecordMetadata at =
                Publisher.publish(Topics.deadLetter(TOPIC), organization.toString(), headers, new byte[] {1});
        return new ReceivedRecord(at.topic(), at.partition(), at.offset(), organization.toString(), headers, null);
    }

    private static boolean again(ReceivedRecord record) {
        return record.headers().containsKey(EventHeaders.DEAD_LETTER_CONSUMER);
    }

    private List<String> keys(Selection selection) {
        return deadLetters.waiting(TOPIC, selection, null, 1_000).stream()
                .map(letter -> String.valueOf(letter.key()))
                .toList();
    }

    private static Selection chosen(UUID id) {
        return new Selection(Set.of(id), null, null, null);
    }

    private static AuditEvent audited(TopicReader reader, UUID organization, String action) {
        ReceivedRecord found = reader.await(record -> record.belongsTo(organization)
                && record.event().type().equals(EventTypes.AUDIT_EVENT.type())
                && record.event().read(EventTypes.AUDIT_EVENT).action().equals(action));
        return found.event().read(EventTypes.AUDIT_EVENT);
    }

    static Origin operatorsOrigin() {
        Caller operator = new Caller(
                Caller.Kind.USER,
                UUID.randomUUID(),
                "https://issuer.example",
                "opal",
                "Opal",
                null,
                null,
                Set.of(),
                Optional.empty());
        return new Origin(operator, "192.0.2.7", "a test", "request-1", null);
    }

    private Event refused(UUID organization, String id) {
        notes.refuse(id);
        bad.add(id);
        Event event = trail.event(organization, Notes.entry(id));
        Publisher.publish(TOPIC, event);
        return event;
    }

    private List<Letter> of(UUID organization) {
        return deadLetters.waiting(TOPIC, organization(organization), null, 1_000);
    }

    private static Selection organization(UUID organization) {
        return new Selection(Set.of(), organization, null, null);
    }

    private static String subjectOf(Letter letter) {
        return letter.reason().substring(letter.reason().lastIndexOf(' ') + 1);
    }

    private long notesOf(UUID organization, String text) {
        return database.number(
                "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
    }
}
