package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsagePublisherTest {

    @Inject
    UsagePublisher publisher;

    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "professional", "MONTH", hour.minus(Duration.ofDays(1)))
                    .statusCode(201);
        }
    }

    private void use(TestOrganization organization, long quantity) {
        send(
                        organization.member(),
                        event(UUID.randomUUID().toString(), "emails", organization.workspaceId(), hour, quantity))
                .statusCode(200);
    }

    private long waiting(TestOrganization organization) {
        return ServiceDatabase.of("billing")
                .number("select count(*) from usage_hour where unpublished and org_id = '%s'"
                        .formatted(organization.id()));
    }

    @Test
    void aChangedHourIsPublishedWithItsAbsoluteFigures() {
        try (TopicReader recorded = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED)) {
            use(acme, 5);
            recorded.await(record -> record.belongsTo(acme.id())
                    && record.json().path("quantity").asLong() == 5);
            use(acme, 7);
            use(globex, 1);

            ReceivedRecord last = recorded.await(record -> record.belongsTo(acme.id())
                    && record.json().path("quantity").asLong() == 12);

            EventContract.assertConforms(last);
            assertThat(last.key()).isEqualTo(acme.id() + ":" + acme.workspaceId() + ":emails:" + hour);
            assertThat(last.json().path("events").asLong()).isEqualTo(2);
            assertThat(last.json().path("revision").asLong()).isEqualTo(2);
            assertThat(last.json().path("aggregation").asText()).isEqualTo("SUM");
            ReceivedRecord other = recorded.await(record -> record.belongsTo(globex.id()));
            assertThat(other.json().path("quantity").asLong()).isEqualTo(1);
        }
    }

    @Test
    void whatWasSentButNotTakenAwayBeforeACrashIsSentAgain() {
        try (TopicReader recorded = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED)) {
            AtomicLong used = new AtomicLong();
            Awaitility.await("this publisher is faster than the one of the application, and killed")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        use(acme, 5);
                        used.addAndGet(5);
                        return killedWhileSending(acme);
                    });

            recorded.await(record -> record.belongsTo(acme.id())
                    && record.json().path("quantity").asLong() == used.get());
            Awaitility.await().until(() -> waiting(acme) == 0);
        }
    }

    private boolean killedWhileSending(TestOrganization organization) {
        AtomicBoolean sent = new AtomicBoolean();
        Uni<UsagePublisher.Round> round = publisher.publish(events -> {
            sent.set(events.stream().anyMatch(event -> organization.id().equals(event.organizationId())));
            return Uni.createFrom().failure(new IllegalStateException("killed"));
        });
        round.onFailure().recoverWithItem(UsagePublisher.Round.NOTHING).await().atMost(Duration.ofSeconds(20));
        return sent.get();
    }

    @Test
    void whatAKilledReplicaHadInHandIsPublishedByAnother() throws Exception {
        try (TopicReader recorded = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED)) {
            try (Connection leader = leading()) {
                use(acme, 5);
                use(acme, 6);
                use(globex, 7);
                assertThat(waiting(acme)).isEqualTo(1);
                leader.rollback();
            }

            ReceivedRecord published = recorded.await(record -> record.belongsTo(acme.id()));
            assertThat(published.json().path("quantity").asLong()).isEqualTo(11);
            recorded.await(record -> record.belongsTo(globex.id()));
        }
    }

    /** A connection that is the publisher for as long as it is open, as another replica would be. */
    private static Connection leading() throws Exception {
        Connection connection = ServiceDatabase.of("billing").worker();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(hashtext('usage_publisher'))");
        }
        return connection;
    }

    @Test
    void onlyOneReplicaPublishesAtATime() throws Exception {
        try (Connection leader = leading()) {
            use(acme, 1);

            UsagePublisher.Round round = publisher
                    .publish(events -> Uni.createFrom().failure(new AssertionError("must not send")))
                    .await()
                    .atMost(Duration.ofSeconds(20));

            assertThat(round.hours()).isZero();
            assertThat(waiting(acme)).isEqualTo(1);
            leader.rollback();
        }
    }

    @Test
    void everyEventOfTheOutboxFitsItsSchema() {
        use(acme, 90_000);
        use(globex, 150_000);

        assertThat(EventContract.assertStored(
                        ServiceDatabase.of("billing"),
                        "select type, payload from outbox_event where org_id in ('%s', '%s')"
                                .formatted(acme.id(), globex.id())))
                .isGreaterThanOrEqualTo(8);
        assertThat(EventTypes.USAGE_RECORDED.topic()).isEqualTo(Topics.BILLING_USAGE_RECORDED);
    }
}
