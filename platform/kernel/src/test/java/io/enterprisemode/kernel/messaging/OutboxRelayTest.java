package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.sample.Notes;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One row, or one topic, never stops the relay for the others. */
@QuarkusTest
@WithSuite("sample")
class OutboxRelayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FUTURE_TYPE = "io.enterprisemode.sample.of.a.later.version.v9";

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    TenantTransactions transactions;

    @Inject
    AuditTrail trail;

    @Inject
    OutboxRelay relay;

    @Inject
    WorkerTransactions transactionsOfWorkers;

    @Test
    void anEventOfATypeThatALaterVersionKnowsIsPublishedAsItStands() throws SQLException {
        try (TopicReader reader = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            write(Topics.AUDIT_EVENTS, FUTURE_TYPE, "note/later", "{\"of\":\"a later version\"}");

            ReceivedRecord published = reader.await(record -> record.belongsTo(acme));

            assertThat(published.headers())
                    .containsEntry("ce_type", FUTURE_TYPE)
                    .containsEntry("ce_dataschema", "urn:enterprisemode:schema:" + FUTURE_TYPE);
            assertThat(published.event().data()).isEqualTo("{\"of\":\"a later version\"}");
        }
    }

    @Test
    void aRowThatCanNeverBeARecordIsMarkedAndTheNextOnesGoOn() throws SQLException {
        try (TopicReader reader = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            UUID nameless = write(Topics.AUDIT_EVENTS, FUTURE_TYPE, null, "{}");
            UUID nowhere = write("not a topic!", FUTURE_TYPE, "note/nowhere", "{}");
            publishFor(globex);

            assertThat(reader.await(record -> record.belongsTo(globex))).isNotNull();
            await().atMost(PATIENCE).until(() -> failed(nameless) && failed(nowhere));
            assertThat(reader.records(record -> record.belongsTo(acme))).isEmpty();
        }
    }

    @Test
    void aTopicThatKafkaTakesNoEventsForIsTriedAgainAndTheOthersGoOn() throws Exception {
        String topic = "sample.of-a-later-version-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.bootstrapServers()));
                TopicReader others = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            UUID waiting = write(topic, FUTURE_TYPE, "note/waiting", "{}");
            publishFor(globex);

            assertThat(others.await(record -> record.belongsTo(globex))).isNotNull();
            assertThat(failed(waiting)).isFalse();
            assertThat(published(waiting)).isFalse();

            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            await().atMost(PATIENCE).until(() -> published(waiting));
        }
    }

    @Test
    void anAccessEventThatCanNeverBePublishedIsToldByTheWellnessCheck() throws SQLException {
        OutboxFailures check = new OutboxFailures(transactionsOfWorkers, publishing(Topics.TEAMS_MEMBERSHIP));
        assertThat(status(check)).isEqualTo(HealthCheckResponse.Status.UP);
        UUID lost = write(Topics.TEAMS_MEMBERSHIP, FUTURE_TYPE, null, "{}");
        await().atMost(PATIENCE).until(() -> failed(lost));
        try {
            assertThat(status(check)).isEqualTo(HealthCheckResponse.Status.DOWN);
            assertThat(status(new OutboxFailures(transactionsOfWorkers, publishing(Topics.TEAMS_STRUCTURE))))
                    .isEqualTo(HealthCheckResponse.Status.UP);
        } finally {
            database.number("delete from outbox_event where id = '%s' returning 1".formatted(lost));
        }
        assertThat(status(check)).isEqualTo(HealthCheckResponse.Status.UP);
    }

    private static HealthCheckResponse.Status status(OutboxFailures check) {
        return Await.result(check::call).getStatus();
    }

    /** The configuration of a service that sends heartbeats on a topic. */
    private static MessagingConfiguration publishing(String topic) {
        return new SmallRyeConfigBuilder()
                .withMapping(MessagingConfiguration.class)
                .withDefaultValue("enterprise.messaging.heartbeat-topics", topic)
                .build()
                .getConfigMapping(MessagingConfiguration.class);
    }

    @Test
    void whatFailedIsCountedByItsIndex() throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("""
                    insert into outbox_event (org_id, id, topic, key, type, subject, payload, published_at)
                    select '%s', gen_random_uuid(), 't', 'k', 't', 's', '{}', now()
                        from generate_series(1, 20000)""".formatted(acme));
            statement.execute("analyze outbox_event");
            StringBuilder plan = new StringBuilder();
            var rows = statement.executeQuery("explain select count(*) from outbox_event where failed_at is not null");
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            statement.execute("delete from outbox_event where org_id = '%s'".formatted(acme));
            assertThat(plan.toString()).contains("ix_outbox_event_failed_at");
        }
    }

    /** As a topic in trouble may have a long backlog, behind which the others must not wait. */
    @Test
    void theFirstRowsOfEachTopicAreFoundByAnIndex() throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            statement.execute("""
                    insert into outbox_event (org_id, id, topic, key, type, subject, payload)
                    select '%s', gen_random_uuid(), 'sample.backlog', 'k', 't', 's', '{}'
                      from generate_series(1, 20000)""".formatted(acme));
            statement.execute("analyze outbox_event");
            StringBuilder plan = new StringBuilder();
            var rows = statement.executeQuery(
                    "explain " + OutboxRelay.TAKE.replace("$1", "500").replace("$2", "array['sample.backlog']"));
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            superuser.rollback();
            assertThat(plan.toString())
                    .contains("ix_outbox_event_topic_sequence")
                    .doesNotContain("Seq Scan");
        }
    }

    private void publishFor(UUID organization) {
        Await.result(
                () -> transactions.inOrganization(organization, tenant -> trail.record(tenant, Notes.entry("beside"))));
    }

    /** A row as another version of the service may have written it. */
    private UUID write(String topic, String type, @Nullable String subject, String payload) throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection superuser = database.superuser();
                PreparedStatement insert = superuser.prepareStatement("""
                        insert into outbox_event (org_id, id, topic, key, type, subject, payload)
                        values (?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setObject(1, acme);
            insert.setObject(2, id);
            insert.setString(3, topic);
            insert.setString(4, acme.toString());
            insert.setString(5, type);
            insert.setString(6, subject);
            insert.setString(7, payload);
            insert.execute();
        }
        relay.wake();
        return id;
    }

    private boolean failed(UUID id) {
        return count(id, "failed_at is not null") == 1;
    }

    private boolean published(UUID id) {
        return count(id, "published_at is not null") == 1;
    }

    private long count(UUID id, String what) {
        return database.number("select count(*) from outbox_event where id = '%s' and %s".formatted(id, what));
    }
}
