package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.asProducer;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage that comes before this service knows its workspace, and after it was deleted. */
@QuarkusTest
@WithSuite("billing")
class WorkspaceArrivalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    MeterRegistry metrics;

    private TestOrganization acme;
    private TestOrganization globex;
    private final UUID workspace = Ids.next();
    private long revision = 1;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
    }

    @AfterEach
    void heartbeatsGoOn() {
        Heartbeats.resume();
    }

    private void publish(UUID team, boolean deleted, Instant changedAt) {
        Publisher.publish(new NodeChanged(
                acme.id(), workspace, NodeType.WORKSPACE, team, "New", null, deleted, revision++, changedAt));
    }

    private void make() {
        publish(acme.teamId(), false, Instant.now());
    }

    private static <T> CompletableFuture<T> begun(Supplier<T> request) {
        return CompletableFuture.supplyAsync(request);
    }

    private void awaitNode(String condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> ServiceDatabase.of("billing")
                                .number("select count(*) from access_node where node_id = '%s' and %s"
                                        .formatted(workspace, condition))
                        == 1);
    }

    @Test
    void usageOfAWorkspaceThatIsNotKnownYetWaitsForIt() {
        // A heartbeat would say at once that none of them is there.
        Heartbeats.pause();
        CompletableFuture<List<String>> answer = begun(() -> statuses(send(
                acme.member(),
                List.of(
                        event("emails", acme.workspaceId(), 1),
                        event("emails", workspace, 2),
                        event("emails", UUID.randomUUID(), 4)))));
        Awaitility.await().atMost(PATIENCE).until(() -> used(acme, "emails") == 1);
        assertThat(answer).isNotDone();

        make();
        awaitNode("not deleted");
        Heartbeats.resume();

        assertThat(answer.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join())
                .containsExactly("accepted", "accepted", "rejected");
        assertThat(used(acme, "emails")).isEqualTo(3);
    }

    @Test
    void nothingFinalIsSaidWhileTheViewIsBehindAndOthersDoNotWait() {
        Heartbeats.pause();
        CompletableFuture<ValidatableResponse> answer = begun(() -> send(acme.member(), event("emails", workspace, 2)));

        assertThat(statuses(send(globex.member(), event("emails", globex.workspaceId(), 1))))
                .containsExactly("accepted");
        assertThat(statuses(send(acme.member(), event("emails", acme.workspaceId(), 1))))
                .containsExactly("accepted");
        answer.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join()
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/access-view-stale"));
    }

    @Test
    void queuedUsageOfAWorkspaceThatIsNotKnownYetIsNoDeadLetterAndHoldsNobodyUp() {
        Heartbeats.pause();
        Map<String, Object> early = event("emails", workspace, 2);
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_USAGE_INGEST))) {
            queue(acme, early);
            queue(globex, event("emails", globex.workspaceId(), 5));
            Awaitility.await().atMost(PATIENCE).until(() -> used(globex, "emails") == 5);
            assertThat(used(acme, "emails")).isZero();

            make();

            Awaitility.await().atMost(PATIENCE).until(() -> used(acme, "emails") == 2);
            assertThat(letters.records(
                            letter -> early.get("id").equals(letter.headers().get(EventHeaders.ID))))
                    .isEmpty();
        }
    }

    /** Sent again by an operator it waits for its workspace in the queue, and stays the letter that it was. */
    @Test
    void aDeadLetterThatIsPutBackIntoTheQueueStaysTheSameLetter() {
        Heartbeats.pause();
        QueuedUsage usage = new QueuedUsage(
                acme.id(),
                Ids.next().toString(),
                "/direct",
                "emails",
                workspace.toString(),
                Instant.now().toString(),
                Instant.now(),
                List.of(),
                null,
                "{\"quantity\":1}");
        Map<String, String> headers = new HashMap<>(usage.headers());
        headers.put(EventHeaders.DEAD_LETTER_CONSUMER, "billing-usage-queue");
        headers.put(EventHeaders.DEAD_LETTER_TOPIC, Topics.BILLING_USAGE_INGEST);
        headers.put(EventHeaders.DEAD_LETTER_PARTITION, "0");
        headers.put(EventHeaders.DEAD_LETTER_OFFSET, "4711");
        headers.put(EventHeaders.DEAD_LETTER_ATTEMPT, "2");
        headers.put("of-the-producer", "kept");
        Predicate<ReceivedRecord> ofTheEvent =
                each -> usage.id().equals(each.headers().get(EventHeaders.ID));
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_USAGE_INGEST));
                TopicReader records = TopicReader.fromNow(Topics.BILLING_USAGE_INGEST)) {
            Publisher.publish(Topics.BILLING_USAGE_INGEST, usage.key(), headers, usage.value());
            assertThat(records.await(3, ofTheEvent))
                    .allSatisfy(each -> assertThat(each.headers()).containsAllEntriesOf(headers));

            Heartbeats.resume();

            assertThat(letters.await(ofTheEvent).headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_ATTEMPT, "3")
                    .containsEntry(EventHeaders.DEAD_LETTER_OFFSET, "4711")
                    .containsEntry("of-the-producer", "kept");
        }
    }

    private static void queue(TestOrganization organization, Object event) {
        as(organization.member())
                .header("Prefer", "respond-async")
                .contentType("application/json")
                .body(event)
                .post(BillingApi.USAGE)
                .then()
                .statusCode(202);
    }

    @Test
    void reservationsAndBackfillsWaitAsWell() {
        CompletableFuture<ValidatableResponse> reservation = begun(() -> as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", workspace, "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then());
        CompletableFuture<ValidatableResponse> backfill = begun(() -> asProducer(acme)
                .contentType("application/x-ndjson")
                .body(EventJson.write(event("emails", workspace, 3)).getBytes(StandardCharsets.UTF_8))
                .post(BillingApi.BACKFILL)
                .then());

        make();

        reservation.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join().statusCode(201);
        backfill.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join().body("accepted", equalTo(1));
    }

    @Test
    void aQuestionAboutAWorkspaceThatIsNotKnownYetWaitsForIt() {
        // A heartbeat would say at once that it is not there.
        Heartbeats.pause();
        CompletableFuture<ValidatableResponse> answer = begun(this::asked);
        Awaitility.await().atMost(PATIENCE).until(() -> waiting() == 1);

        make();

        answer.orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join()
                .statusCode(200)
                .body("meters[0].meter", equalTo("emails"));
    }

    @Test
    void aWorkspaceIsNotSaidToBeUnknownWhileTheViewIsBehind() {
        Heartbeats.pause();

        asked().statusCode(503).body("type", equalTo("/problems/access-view-stale"));

        Heartbeats.resume();
        asked().statusCode(404);
    }

    @Test
    void aDeletedWorkspaceKeepsItsHistory() {
        make();
        awaitNode("not deleted");
        assertThat(statuses(send(acme.member(), event("emails", workspace, 7)))).containsExactly("accepted");
        publish(acme.teamId(), true, Instant.now());
        awaitNode("deleted");

        asked().statusCode(200).body("meters[0].points.quantity.sum()", equalTo(7));
    }

    private ValidatableResponse asked() {
        return as(acme.viewer())
                .queryParams(Map.of("workspaceId", workspace, "meter", "emails"))
                .get(BillingApi.USAGE)
                .then();
    }

    /** How much waits for the view of workspaces. */
    private double waiting() {
        return metrics.get("enterprise.usage.waiting.workspaces").gauge().value();
    }

    @Test
    void theTimeOfAnEventDecidesWhetherItsWorkspaceWasThere() {
        make();
        awaitNode("not deleted");
        Map<String, Object> counted = event("emails", workspace, 1);
        assertThat(statuses(send(acme.member(), counted))).containsExactly("accepted");
        Instant deletedAt = Instant.now().minusSeconds(60);
        publish(acme.teamId(), true, deletedAt);
        awaitNode("deleted");

        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                counted,
                                with(counted, "data", Map.of("quantity", 2)),
                                event("before", "emails", workspace, deletedAt.minusSeconds(1), 10),
                                event("after", "emails", workspace, deletedAt.plusSeconds(1), 100)))))
                .containsExactly("duplicate", "conflict", "accepted", "rejected");
        assertThat(used(acme, "emails")).isEqualTo(11);
    }

    @Test
    void aRepeatedReservationIsRecognisedAfterItsWorkspaceIsDeleted() {
        make();
        awaitNode("not deleted");
        String id = reserve("job-1").statusCode(201).extract().path("reservation.id");
        publish(acme.teamId(), true, Instant.now());
        awaitNode("deleted");

        reserve("job-1").statusCode(201).body("reservation.id", equalTo(id));
        reserve("job-2").statusCode(400).body("errors.pointer", equalTo(List.of("/workspaceId")));
    }

    private ValidatableResponse reserve(String idempotencyKey) {
        return as(acme.member())
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", workspace, "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then();
    }

    @Test
    void whatWasHeldForAWorkspaceIsCountedAfterItIsDeleted() {
        make();
        awaitNode("not deleted");
        String id = reserved();
        publish(acme.teamId(), true, Instant.now());
        awaitNode("deleted");

        commit(id).statusCode(200).body("state", equalTo("COMMITTED"));

        assertThat(used(acme, "emails")).isEqualTo(5);
    }

    @Test
    void aCommitThatCanNeverSucceedReleasesWhatIsHeld() {
        make();
        awaitNode("not deleted");
        String id = reserved();
        publish(acme.teamId(), true, Instant.now().minusSeconds(3_600));
        awaitNode("deleted");

        commit(id).statusCode(409).body("type", equalTo("/problems/reservation-not-committed"));

        as(acme.member())
                .get(ENTITLEMENTS + "/reservations/" + id)
                .then()
                .statusCode(200)
                .body("state", equalTo("RELEASED"));
        assertThat(used(acme, "emails")).isZero();
    }

    private String reserved() {
        return as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", workspace, "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201)
                .extract()
                .path("reservation.id");
    }

    private ValidatableResponse commit(String id) {
        return as(acme.member())
                .contentType("application/json")
                .body(Map.of("quantity", 5))
                .post(ENTITLEMENTS + "/reservations/" + id + "/commit")
                .then();
    }
}
