package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.DeadLetters.Letter;
import io.enterprisemode.kernel.messaging.DeadLetters.Selection;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.kernel.sample.Witness;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A letter waits until somebody decides about it, and stays one letter however often it is sent again. */
@QuarkusTest
@WithSuite("sample")
class DeadLettersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = Topics.AUDIT_EVENTS;

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final Origin operator = operatorsOrigin();
    private final List<String> bad = new ArrayList<>();

    @Inject
    DeadLetters deadLetters;

    @Inject
    AuditTrail trail;

    @Inject
    Notes notes;

    @Inject
    Witness witness;

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

    private void refused(UUID organization, String id) {
        notes.refuse(id);
        bad.add(id);
        Event event = trail.event(organization, Notes.entry(id));
        Publisher.publish(TOPIC, event);
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
