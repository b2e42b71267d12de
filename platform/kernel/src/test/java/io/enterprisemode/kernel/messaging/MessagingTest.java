package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Note;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class MessagingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    TenantTransactions transactions;

    @Inject
    AuditTrail trail;

    @Inject
    Notes notes;

    @Inject
    DeadLetterOperations deadLetters;

    @Test
    void anEventIsPublishedWithItsChangeAndReachesItsConsumerOnce() {
        try (TopicReader reader = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            Await.result(() -> transactions.inOrganization(acme, tenant -> trail.record(tenant, Notes.entry("first"))));

            ReceivedRecord published = reader.await(record -> record.belongsTo(acme));

            EventContract.assertConforms(published);
            assertThat(published.event().source()).hasToString("/sample-service");
            await().atMost(PATIENCE).until(() -> notesOf(acme, "first") == 1);
            Publisher.publish(Topics.AUDIT_EVENTS, published.event());
            Publisher.publish(Topics.AUDIT_EVENTS, published.event());
            settle();
            assertThat(notesOf(acme, "first")).isEqualTo(1);
        }
    }

    @Test
    void anEventOfAChangeThatIsRolledBackIsNeverPublished() {
        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        globex,
                        tenant -> tenant.session()
                                .persist(new Note(globex, UUID.randomUUID(), "undone"))
                                .chain(() -> trail.record(tenant, Notes.entry("undone")))
                                .chain(() -> Uni.createFrom().failure(new IllegalArgumentException("undone"))))))
                .hasMessageContaining("undone");

        settle();
        assertThat(database.number("select count(*) from outbox_event where org_id = '%s'".formatted(globex)))
                .isZero();
        assertThat(notesOf(globex, "undone")).isZero();
    }

    @Test
    void anEventOfAnotherOrganizationCannotBeWrittenIntoATransaction() {
        Outbox outbox = io.quarkus.arc.Arc.container().instance(Outbox.class).get();
        Event foreign = trail.event(globex, Notes.entry("foreign"));

        assertThatThrownBy(() -> Await.result(() -> transactions.inOrganization(
                        acme,
                        tenant -> outbox.append(
                                tenant, EventTypes.AUDIT_EVENT, foreign.read(EventTypes.AUDIT_EVENT), null))))
                .hasMessageContaining("not of the transaction's organization");
    }

    @Test
    void eventsOfOneKeyAreConsumedInTheirOrder() {
        for (int i = 0; i < 120; i++) {
            String id = "step-%03d".formatted(i);
            Await.result(() -> transactions.inOrganization(acme, tenant -> trail.record(tenant, Notes.entry(id))));
        }

        try (TopicReader reader = TopicReader.fromBeginning(Topics.AUDIT_EVENTS)) {
            List<ReceivedRecord> records = reader.await(120, this::isStep);
            List<String> subjects = new ArrayList<>();
            records.forEach(record -> subjects.add(record.event().subject()));
            assertThat(subjects.stream().distinct().toList()).isSorted().hasSize(120);
        }
        await().atMost(PATIENCE)
                .until(() -> database.number(
                                "select count(*) from note where org_id = '%s' and text like 'step-%%'".formatted(acme))
                        == 120);
    }

    @Test
    void aPoisonEventGoesToTheDeadLettersAndTheNextOnesAreHandled() {
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS))) {
            notes.refuse("bad");
            Event bad = trail.event(acme, Notes.entry("bad"));
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("before")));
            Publisher.publish(Topics.AUDIT_EVENTS, bad);
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("after")));

            ReceivedRecord letter = dead.await(record -> record.belongsTo(acme));

            assertThat(letter.headers())
                    .containsEntry("dead_letter_consumer", "sample-notes")
                    .containsEntry("dead_letter_topic", Topics.AUDIT_EVENTS)
                    .hasEntrySatisfying(
                            "dead_letter_reason", reason -> assertThat(reason).contains("cannot be handled"));
            await().atMost(PATIENCE).until(() -> notesOf(acme, "before") == 1 && notesOf(acme, "after") == 1);
            assertThat(notesOf(acme, "bad")).isZero();

            notes.acceptAgain("bad");
            DeadLetterOperations.Selection ofAcme = new DeadLetterOperations.Selection(Set.of(), acme, null, null);
            assertThat(deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10))
                    .extracting(DeadLetterOperations.Letter::topic)
                    .containsExactly(Topics.AUDIT_EVENTS);
            deadLetters.replay(Topics.AUDIT_EVENTS, ofAcme, 10, DeadLetterOperationsTest.operatorsOrigin());
            await().atMost(PATIENCE).until(() -> notesOf(acme, "bad") == 1);
            assertThat(deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10))
                    .isEmpty();
        }
    }

    @Test
    void aFailureThatPassesIsTriedAgainAndNothingIsBuried() {
        notes.failWithDeadlocks(3);

        Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("in the end")));

        await().atMost(PATIENCE).until(() -> notesOf(globex, "in the end") == 1);
    }

    private boolean isStep(ReceivedRecord record) {
        return record.belongsTo(acme) && record.event().subject().startsWith("note/step-");
    }

    /** Waits until another event has made its way through everything: what was before it has been handled. */
    private void settle() {
        String id = UUID.randomUUID().toString();
        Await.result(() -> transactions.inOrganization(acme, tenant -> trail.record(tenant, Notes.entry(id))));
        Await.result(() -> transactions.inOrganization(globex, tenant -> trail.record(tenant, Notes.entry(id))));
        await().atMost(PATIENCE).until(() -> notesOf(acme, id) == 1 && notesOf(globex, id) == 1);
        database.number("delete from outbox_event where org_id = '%s' and payload like '%%%s%%' returning 1"
                .formatted(globex, id));
    }

    private long notesOf(UUID organization, String text) {
        return database.number(
                "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
    }
}
