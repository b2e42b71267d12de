package io.enterprisemode.billing.rollup;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.metering.MeteringConfiguration;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.messaging.MessagingConfiguration;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsagePublisherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    UsagePublisher publisher;

    @Inject
    WorkerTransactions transactions;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    Outbox outbox;

    @Inject
    UsageTopic topic;

    @Inject
    MeteringConfiguration configuration;

    @Inject
    MessagingConfiguration messaging;

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
                    .atMost(PATIENCE)
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

    /** Were its flag taken back, nobody would send what was added. */
    @Test
    void whatChangesWhileItIsSentIsSentAgain() {
        try (TopicReader recorded = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED)) {
            AtomicLong used = new AtomicLong();
            Awaitility.await("this publisher is faster than the one of the application")
                    .atMost(PATIENCE)
                    .until(() -> {
                        use(acme, 5);
                        used.addAndGet(5);
                        return publishing(acme, () -> {
                            use(acme, 7);
                            used.addAndGet(7);
                        });
                    });

            recorded.await(record -> record.belongsTo(acme.id())
                    && record.json().path("quantity").asLong() == used.get());
        }
    }

    /** It would wait here for as long as the writer, and a writer for it. */
    @Test
    void whatAWriterHasInHandIsNotWaitedForAndIsSentAgain() throws Exception {
        try (TopicReader recorded = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED);
                Connection writer = ServiceDatabase.of("billing").worker()) {
            writer.setAutoCommit(false);
            AtomicLong used = new AtomicLong();
            Awaitility.await("this publisher is faster than the one of the application")
                    .atMost(PATIENCE)
                    .until(() -> {
                        writer.rollback();
                        use(acme, 5);
                        used.addAndGet(5);
                        return publishing(acme, () -> lockHours(writer, acme));
                    });
            assertThat(waiting(acme)).isEqualTo(1);
            writer.rollback();

            recorded.await(record -> record.belongsTo(acme.id())
                    && record.json().path("quantity").asLong() == used.get());
        }
    }

    private static void lockHours(Connection writer, TestOrganization organization) {
        try (var statement = writer.createStatement()) {
            statement.execute("select 1 from usage_hour where org_id = '%s' for update".formatted(organization.id()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A round that goes well, in which something happens while hours of the organization are sent; whether there were
     * any.
     */
    private boolean publishing(TestOrganization organization, Runnable meanwhile) {
        return publishing(publisher, meanwhile).contains(organization.id());
    }

    private static List<UUID> publishing(UsagePublisher publisher, Runnable meanwhile) {
        List<UUID> sent = new CopyOnWriteArrayList<>();
        publisher
                .publish(events -> {
                    events.forEach(event -> sent.add(event.organizationId()));
                    return Uni.createFrom()
                            .voidItem()
                            .emitOn(Infrastructure.getDefaultWorkerPool())
                            .invoke(meanwhile);
                })
                .await()
                .atMost(PATIENCE);
        return sent;
    }

    @Test
    void anHourThatChangesAllTheTimeHoldsNoOtherUp() {
        UsagePublisher oneByOne = new UsagePublisher(
                transactions, catalogue, outbox, topic, oneAtATime(), messaging, new SimpleMeterRegistry());
        Awaitility.await("two rounds without the publisher of the application in between")
                .atMost(PATIENCE)
                .until(() -> {
                    use(acme, 1);
                    use(globex, 1);
                    List<UUID> first =
                            publishing(oneByOne, () -> List.of(acme, globex).forEach(each -> use(each, 1)));
                    List<UUID> second = publishing(oneByOne, () -> {});
                    boolean undisturbed = first.size() == 1
                            && second.size() == 1
                            && ServiceDatabase.of("billing")
                                            .number(("select count(*) from usage_hour where unpublished and org_id = "
                                                            + "'%s'")
                                                    .formatted(first.getFirst()))
                                    > 0;
                    if (undisturbed) {
                        assertThat(second).doesNotContainAnyElementsOf(first);
                    }
                    return undisturbed;
                });
    }

    private MeteringConfiguration oneAtATime() {
        return (MeteringConfiguration) Proxy.newProxyInstance(
                MeteringConfiguration.class.getClassLoader(),
                new Class<?>[] {MeteringConfiguration.class},
                (proxy, method, arguments) ->
                        method.getName().equals("publishBatch") ? 1 : method.invoke(configuration, arguments));
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
