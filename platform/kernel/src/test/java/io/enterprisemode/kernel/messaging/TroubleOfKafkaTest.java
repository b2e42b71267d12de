package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.SecondBroker;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The broker that leads a topic is gone while relay and consumers run: both wait, requests that need PostgreSQL only
 * are served, nothing is lost, doubled or becomes a dead letter, and when it is back all of it goes on by itself.
 */
@QuarkusTest
@WithSuite("sample")
class TroubleOfKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGER_THAN_A_DELIVERY = Duration.ofSeconds(9);

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

    @TestHTTPResource("/notes/")
    URI requests;

    @Test
    void aTopicWithoutLeaderIsWaitedFor() throws Exception {
        String letters = Topics.deadLetter(Topics.AUDIT_EVENTS);
        try (SecondBroker broker = SecondBroker.holding(Topics.AUDIT_EVENTS);
                TopicReader dead = TopicReader.fromNow(letters)) {
            change(acme, "before");
            await().atMost(PATIENCE).until(() -> notesOf(acme, "before") == 1);

            broker.stop();
            change(acme, "first");
            change(globex, "other");
            change(acme, "second");
            broker.awaitRefusal(LONGER_THAN_A_DELIVERY);
            assertThat(post(globex, "by request").statusCode()).isEqualTo(204);
            assertThat(waiting(acme)).isEqualTo(2);
            assertThat(waiting(globex)).isEqualTo(1);
            broker.start();

            await().atMost(PATIENCE).until(() -> notesOf(acme, "second") == 1 && notesOf(globex, "other") == 1);
            assertThat(notesOf(acme, "first")).isEqualTo(1);
            assertThat(waiting(acme) + waiting(globex)).isZero();
            assertThat(database.number("select count(*) from outbox_event where failed_at is not null and org_id in"
                            + " ('%s', '%s')".formatted(acme, globex)))
                    .isZero();
            assertThat(dead.records(record -> record.belongsTo(acme) || record.belongsTo(globex)))
                    .isEmpty();
        }
        change(globex, "afterwards");
        await().atMost(PATIENCE).until(() -> notesOf(globex, "afterwards") == 1);
        assertThat(notesOf(globex, "other")).isEqualTo(1);
    }

    @Test
    void aConsumerThatCannotGetRidOfADeadLetterWaitsAndWritesItOnce() throws Exception {
        String letters = Topics.deadLetter(Topics.AUDIT_EVENTS);
        String poison = "poison-" + UUID.randomUUID();
        notes.refuse(poison);
        try (SecondBroker broker = SecondBroker.holding(letters)) {
            broker.stop();
            Event bad = trail.event(acme, Notes.entry(poison));
            Publisher.publish(Topics.AUDIT_EVENTS, bad);
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("behind it")));
            broker.awaitRefusal(LONGER_THAN_A_DELIVERY);
            assertThat(post(globex, "by request").statusCode()).isEqualTo(204);
            broker.start();

            await().atMost(PATIENCE).until(() -> notesOf(acme, "behind it") == 1);
        }
        DeadLetterOperations.Selection ofAcme = new DeadLetterOperations.Selection(Set.of(), acme, null, null);
        assertThat(deadLetters.waiting(Topics.AUDIT_EVENTS, ofAcme, null, 10)).hasSize(1);
        notes.acceptAgain(poison);
    }

    private void change(UUID organization, String id) {
        Await.result(() -> transactions.inOrganization(organization, tenant -> trail.record(tenant, Notes.entry(id))));
    }

    private HttpResponse<String> post(UUID organization, String text) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(requests.resolve(organization.toString()))
                            .timeout(PATIENCE)
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString(text))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private long waiting(UUID organization) {
        return database.number("select count(*) from outbox_event where org_id = '%s' and published_at is null"
                .formatted(organization));
    }

    private long notesOf(UUID organization, String text) {
        return database.number(
                "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
    }
}
