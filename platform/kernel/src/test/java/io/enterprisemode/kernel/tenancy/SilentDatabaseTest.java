package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.OutboxListeners;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.testkit.database.DatabaseProxy;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.web.problem.Outages;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way to PostgreSQL drops everything, without a word: nothing hangs, and when it is over all goes on by itself. */
@QuarkusTest
@TestProfile(SilentDatabaseTest.BehindAProxy.class)
@WithSuite("sample")
class SilentDatabaseTest {

    /** Set while nothing is passed on; the proxy lives in another class loader than the test. */
    private static final String SILENT = "enterprise.kernel.silent";

    private static final String LISTENER = "listener-of-a-test";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Both pools and the listener of the outbox come by a proxy. */
    public static final class BehindAProxy implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            int port = new DatabaseProxy(PostgresServer.port(), () -> Boolean.getBoolean(SILENT)).port();
            String url = "vertx-reactive:postgresql://localhost:" + port + "/sample";
            return Map.of(
                    "quarkus.datasource.reactive.url", url,
                    "quarkus.datasource.worker.reactive.url", url,
                    "enterprise.deadlines.connect", "PT1S");
        }
    }

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    WorkerTransactions transactions;

    @Inject
    AuditTrail trail;

    @Inject
    MeterRegistry metrics;

    @Inject
    Outages outages;

    @Inject
    Vertx vertx;

    @Inject
    Deadlines deadlines;

    @ConfigProperty(name = "quarkus.datasource.worker.reactive.url")
    String url;

    @TestHTTPResource("/notes/")
    URI notes;

    @AfterEach
    void isHeardAgain() {
        System.clearProperty(SILENT);
    }

    @Test
    void requestsComeAgainAndConsumersWaitUntilItIsHeardAgain() throws Exception {
        assertThat(post(acme, "before").statusCode()).isEqualTo(204);
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS))) {
            double waitsBefore = waits();
            System.setProperty(SILENT, "true");

            for (int i = 0; i < 4; i++) {
                HttpResponse<String> refused = post(acme, "meanwhile");
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            }
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("meanwhile")));
            await().atMost(PATIENCE).until(() -> waits() > waitsBefore);

            System.clearProperty(SILENT);
            await().atMost(PATIENCE).until(() -> post(acme, "after").statusCode() == 204);
            await().atMost(PATIENCE).until(() -> notesOf(globex, "meanwhile") == 1);
            List<ReceivedRecord> letters = dead.records(record -> record.belongsTo(globex));
            assertThat(letters).isEmpty();
        }
    }

    @Test
    void everyWayOfAWorkerEndsAndGoesOn() {
        StatementPipeline pipeline = transactions.pipeline();
        List<Supplier<Uni<Integer>>> ways = List.of(
                () -> transactions.withConnection(
                        connection -> connection.query("select 1").execute().map(rows -> rows.size())),
                () -> transactions.inTransaction(
                        connection -> connection.query("select 1").execute().map(rows -> rows.size())),
                () -> transactions.inPipelinedTransaction(
                        connection -> connection.query("select 1").execute().map(rows -> rows.size())),
                () -> pipeline.run(
                        connection -> connection.query("select 1").execute().map(rows -> rows.size())));
        for (Supplier<Uni<Integer>> way : ways) {
            assertThat(Await.result(way)).isEqualTo(1);
        }
        System.setProperty(SILENT, "true");

        for (Supplier<Uni<Integer>> way : ways) {
            assertThatThrownBy(() -> Await.result(
                            () -> way.get().ifNoItem().after(PATIENCE).failWith(new AssertionError("it hangs"))))
                    .satisfies(failure -> assertThat(outages.isOutage(failure)).isTrue());
        }

        System.clearProperty(SILENT);
        for (Supplier<Uni<Integer>> way : ways) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> Await.result(way) == 1);
        }
    }

    @Test
    void whatIsNotifiedIsHeardAgain() {
        AtomicInteger wakes = new AtomicInteger();
        String named = url + "?application_name=" + LISTENER;
        try (OutboxListeners.Open listener =
                OutboxListeners.open(vertx, deadlines, named, database, wakes::incrementAndGet)) {
            assertThat(listener).isNotNull();
            await().atMost(PATIENCE).until(() -> wakes.get() == 1);
            assertThat(listeners()).isEqualTo(1);

            System.setProperty(SILENT, "true");
            await().atMost(PATIENCE).until(() -> listeners() == 0);
            System.clearProperty(SILENT);

            await().atMost(PATIENCE).until(() -> wakes.get() == 2);
            database.number("select 1 from pg_notify('outbox_event', '')");
            await().atMost(PATIENCE).until(() -> wakes.get() > 2);
        }
    }

    private long listeners() {
        return database.number("select count(*) from pg_stat_activity where application_name = '" + LISTENER + "'");
    }

    @Test
    void aJobThatMayTakeLongIsNotGivenUp() {
        int rows = Await.result(() -> transactions.inLongTransaction(
                connection -> connection.query("select pg_sleep(7)").execute().map(slept -> slept.size())));

        assertThat(rows).isEqualTo(1);
        assertThatThrownBy(() -> Await.result(() -> transactions.inTransaction(
                        connection -> connection.query("select pg_sleep(7)").execute())))
                .hasMessageContaining("57014");
    }

    private double waits() {
        return metrics.get("enterprise.consumer.waits")
                .tag("consumer", "notes")
                .counter()
                .count();
    }

    private HttpResponse<String> post(UUID organization, String text) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(notes.resolve(organization.toString()))
                            .timeout(PATIENCE)
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString(text))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private long notesOf(UUID organization, String text) {
        return database.number(
                "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
    }
}
