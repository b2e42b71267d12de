package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import io.enterprisemode.testkit.kafka.SecondBroker;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

/**
 * A revocation does not wait for topics that Kafka does not take events for. A sender tries for much longer here than
 * this test waits, so nothing has been given up when the revocation is there.
 */
@QuarkusTest
@WithSuite("sample")
@TestProfile(TopicsInTroubleTest.PatientSenders.class)
class TopicsInTroubleTest {

    /** Senders that try for two minutes. */
    public static final class PatientSenders implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "enterprise.deadlines.kafka.block", "PT2M",
                    "enterprise.deadlines.kafka.delivery", "PT2M");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final String leaderless = "sample.leaderless-" + UUID.randomUUID();
    private final String missing = "sample.missing-" + UUID.randomUUID();

    @Inject
    OutboxRelay relay;

    @Test
    void aRevocationGoesOutWhileOtherTopicsAreInTrouble() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KafkaBroker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(leaderless, 1, (short) 1)))
                    .all()
                    .get();
            try (SecondBroker broker = SecondBroker.holding(leaderless);
                    TopicReader revocations = TopicReader.fromNow(Topics.TEAMS_MEMBERSHIP)) {
                broker.stop();
                goesOutWhileTheyAreInTrouble(revocations);

                broker.start();
                admin.createTopics(List.of(new NewTopic(missing, 1, (short) 1)))
                        .all()
                        .get();
                await().atMost(PATIENCE).until(() -> waiting() == 0);
            }
        }
    }

    private void goesOutWhileTheyAreInTrouble(TopicReader revocations) throws SQLException {
        write(missing);
        write(leaderless);
        relay.wake();
        await().atMost(PATIENCE).until(this::isLed);

        UUID organization = UUID.randomUUID();
        MembershipChanged revoked =
                new MembershipChanged(organization, UUID.randomUUID(), PrincipalKind.USER, List.of(), 1, Instant.now());
        UUID revocation = write(
                organization,
                Topics.TEAMS_MEMBERSHIP,
                EventTypes.MEMBERSHIP_CHANGED.type(),
                revoked.key(),
                revoked.subject(),
                EventJson.write(revoked));
        relay.wake();

        assertThat(revocations.await(record -> record.belongsTo(organization)).key())
                .isEqualTo(revoked.key());
        await().atMost(PATIENCE).until(() -> published(revocation));
        assertThat(waiting()).isEqualTo(2);
        assertThat(isLed()).describedAs("nobody else may publish meanwhile").isTrue();
    }

    private void write(String topic) throws SQLException {
        UUID organization = UUID.randomUUID();
        write(organization, topic, "io.enterprisemode.sample.waiting.v1", organization.toString(), "note/1", "{}");
    }

    private long waiting() {
        return database.number("select count(*) from outbox_event where published_at is null and topic in ('%s', '%s')"
                .formatted(missing, leaderless));
    }

    private UUID write(UUID organization, String topic, String type, String key, String subject, String payload)
            throws SQLException {
        UUID id = UUID.randomUUID();
        try (Connection superuser = database.superuser();
                PreparedStatement insert = superuser.prepareStatement("""
                        insert into outbox_event (org_id, id, topic, key, type, subject, payload)
                        values (?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setObject(1, organization);
            insert.setObject(2, id);
            insert.setString(3, topic);
            insert.setString(4, key);
            insert.setString(5, type);
            insert.setString(6, subject);
            insert.setString(7, payload);
            insert.execute();
        }
        return id;
    }

    private boolean published(UUID id) {
        return database.number(
                        "select count(*) from outbox_event where id = '%s' and published_at is not null".formatted(id))
                == 1;
    }

    /** Whether a relay has the lock by which one works at a time. */
    private boolean isLed() {
        return database.number("select pg_try_advisory_xact_lock(hashtext('outbox_relay'))::int") == 0;
    }
}
