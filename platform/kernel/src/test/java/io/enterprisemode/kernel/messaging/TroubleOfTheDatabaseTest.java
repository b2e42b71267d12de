package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever keeps PostgreSQL from doing its work for now: requests are told to come again, consumers wait, nothing
 * becomes a dead letter, and when it is over both go on by themselves. Only what is wrong with the data itself is a
 * dead letter.
 */
@QuarkusTest
@WithSuite("sample")
class TroubleOfTheDatabaseTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    AuditTrail trail;

    @Inject
    MeterRegistry metrics;

    @Inject
    Pool app;

    @Inject
    @ReactiveDataSource("worker")
    Pool worker;

    @TestHTTPResource("/notes/")
    URI notes;

    private static final String RELOAD = "select pg_reload_conf()";
    private static final String DISCONNECT =
            "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('sample_app', 'sample_worker')";
    private static final String CURED = "drop function note_is_written() cascade";

    /** How trouble is brought about on the real server, and ended; the superuser's connection stays open meanwhile. */
    record Trouble(String name, List<String> begin, List<String> end) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Trouble> troubles() {
        return List.of(
                new Trouble(
                        "read-only after a failover",
                        List.of("alter system set default_transaction_read_only = on", RELOAD),
                        List.of("alter system reset default_transaction_read_only", RELOAD)),
                new Trouble(
                        "credentials refused",
                        List.of("alter role sample_app nologin", "alter role sample_worker nologin", DISCONNECT),
                        List.of("alter role sample_app login", "alter role sample_worker login")),
                new Trouble(
                        "too many connections",
                        List.of(
                                "alter role sample_app connection limit 0",
                                "alter role sample_worker connection limit 0",
                                DISCONNECT),
                        List.of(
                                "alter role sample_app connection limit -1",
                                "alter role sample_worker connection limit -1")),
                new Trouble(
                        "table locked",
                        List.of("begin", "lock table note in access exclusive mode"),
                        List.of("rollback")),
                new Trouble("statement too slow", triggered("perform pg_sleep(60)"), List.of(CURED)),
                new Trouble(
                        "disk full",
                        triggered("raise exception 'could not extend file' using errcode = '53100'"),
                        List.of(CURED)),
                new Trouble(
                        "table not there yet",
                        List.of("alter table note rename to note_elsewhere"),
                        List.of("alter table note_elsewhere rename to note")));
    }

    /** A trigger on the notes that runs this. */
    private static List<String> triggered(String body) {
        return List.of(
                "create function note_is_written() returns trigger language plpgsql as $$ begin " + body
                        + "; return new; end $$",
                "create trigger note_is_written before insert on note for each row execute function note_is_written()");
    }

    private static void execute(Statement statement, List<String> steps) throws SQLException {
        for (String step : steps) {
            statement.execute(step);
        }
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void requestsComeAgainAndConsumersWaitUntilItIsOver(Trouble trouble) throws Exception {
        String id = "through " + trouble;
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS));
                Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            double waitsBefore = waits();
            execute(statement, trouble.begin());
            try {
                await().atMost(PATIENCE).until(() -> post(acme, id).statusCode() == 503);
                assertThat(post(globex, id).headers().firstValue("Retry-After")).isPresent();
                Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry(id)));
                await().atMost(PATIENCE).until(() -> waits() > waitsBefore);
            } finally {
                execute(statement, trouble.end());
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> notesOf(acme, id) == 1);
            await().atMost(Duration.ofSeconds(10)).until(() -> post(globex, id).statusCode() == 204);
            assertThat(notesOf(globex, id)).isEqualTo(1);
            assertThat(dead.records(record -> record.belongsTo(acme))).isEmpty();
        }
    }

    @Test
    void whenNoConnectionBecomesFreeInTimeRequestsComeAgainAndConsumersWait() throws Exception {
        List<SqlConnection> taken = new ArrayList<>();
        for (Pool pool : List.of(app, worker)) {
            for (int i = 0; i < 64 && takes(pool, taken); i++) {
                assertThat(taken).hasSizeLessThan(64);
            }
        }
        double waitsBefore = waits();
        try {
            HttpResponse<String> refused = post(acme, "exhausted");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("exhausted")));
            await().atMost(PATIENCE).until(() -> waits() > waitsBefore);
        } finally {
            taken.forEach(connection -> connection.close().await().atMost(PATIENCE));
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> notesOf(globex, "exhausted") == 1);
        assertThat(post(acme, "exhausted").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "23514", "54000"})
    void whatCanNeverBeStoredIsADeadLetterWhileTheNextEventsAreHandled(String state) throws Exception {
        String bad = "bad-" + state;
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS));
                Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            execute(
                    statement,
                    triggered("if new.text = '%s' then raise exception 'no' using errcode = '%s'; end if"
                            .formatted(bad, state)));
            try {
                Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry(bad)));
                Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("after-" + bad)));

                ReceivedRecord letter = dead.await(record -> record.belongsTo(acme));
                assertThat(letter.headers())
                        .hasEntrySatisfying(
                                "dead_letter_reason",
                                reason -> assertThat(reason).contains(state));
                await().atMost(PATIENCE).until(() -> notesOf(globex, "after-" + bad) == 1);
                assertThat(post(acme, bad).statusCode()).isEqualTo(500);
            } finally {
                statement.execute(CURED);
            }
        }
    }

    @Test
    void aBatchThatTakesTooLongIsTakenInByParts() throws Exception {
        try (TopicReader dead = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS));
                Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("""
                    create function inbox_is_slow() returns trigger language plpgsql as $$ begin
                      if new.org_id = '%s' and new.consumer = 'notes' then perform pg_sleep(1.2); end if;
                      return new; end $$""".formatted(acme));
            statement.execute("create trigger inbox_is_slow before insert on inbox_event for each row execute function "
                    + "inbox_is_slow()");
            try {
                // The first one is handled alone, the others come while it is.
                for (int i = 0; i < 6; i++) {
                    Publisher.publish(Topics.AUDIT_EVENTS, trail.event(acme, Notes.entry("slow-" + i)));
                }

                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                database.number("select count(*) from note where org_id = '%s'".formatted(acme)) == 6);
            } finally {
                statement.execute("drop function inbox_is_slow() cascade");
            }
            assertThat(dead.records(record -> record.belongsTo(acme))).isEmpty();
        }
    }

    @Test
    void connectionsThatStandToAServerWithoutWritesAreReplaced() throws Exception {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            // New connections get it, so that those of the pools are as if they led to a standby; the server itself
            // takes writes.
            execute(
                    statement,
                    List.of(
                            "alter role sample_app set default_transaction_read_only = on",
                            "alter role sample_worker set default_transaction_read_only = on",
                            DISCONNECT));
            double waitsBefore = waits();
            try {
                await().atMost(PATIENCE).until(() -> post(acme, "stale").statusCode() == 503);
                Publisher.publish(Topics.AUDIT_EVENTS, trail.event(globex, Notes.entry("stale")));
                await().atMost(PATIENCE).until(() -> waits() > waitsBefore);
            } finally {
                execute(
                        statement,
                        List.of(
                                "alter role sample_app reset default_transaction_read_only",
                                "alter role sample_worker reset default_transaction_read_only"));
            }
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> post(acme, "fresh").statusCode() == 204);
        await().atMost(Duration.ofSeconds(10)).until(() -> notesOf(globex, "stale") == 1);
    }

    @Test
    void everyConnectionHasTheDeadlinesOfItsRole() {
        for (Pool pool : List.of(app, worker)) {
            for (String setting : List.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")) {
                String value = Await.result(() -> pool.withConnection(connection ->
                                connection.query("show " + setting).execute()))
                        .iterator()
                        .next()
                        .getString(0);
                assertThat(value).as(setting).isNotEqualTo("0");
            }
        }
    }

    private boolean takes(Pool pool, List<SqlConnection> taken) {
        try {
            taken.add(Await.result(pool::getConnection));
            return true;
        } catch (RuntimeException | Error none) {
            return false;
        }
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

    private long notesOf(UUID organization, String text) throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            var rows = statement.executeQuery(
                    "select count(*) from note where org_id = '%s' and text = '%s'".formatted(organization, text));
            rows.next();
            return rows.getLong(1);
        }
    }
}
