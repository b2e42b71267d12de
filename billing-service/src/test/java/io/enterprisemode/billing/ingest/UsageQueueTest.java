package io.enterprisemode.billing.ingest;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static io.enterprisemode.testkit.http.OpenApiConformance.requestUnchecked;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageQueueTest {

    private static final String TOPIC = Topics.BILLING_USAGE_INGEST;

    @Inject
    IngestTopic ingest;

    @Inject
    UsageQueue queue;

    @Inject
    ObjectMapper json;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private void subscribe(TestOrganization organization, Duration ago) {
        BillingApi.subscribe(
                        organization, "professional", "MONTH", Instant.now().minus(ago))
                .statusCode(201);
    }

    private static ValidatableResponse queue(TestUser user, Object body) {
        return as(user).filter(requestUnchecked())
                .header("Prefer", "respond-async, wait=5")
                .contentType("application/json")
                .body(body)
                .post(USAGE)
                .then();
    }

    private static void awaitUsed(TestOrganization organization, String meter, long expected) {
        Awaitility.await(meter + " of " + organization.name())
                .atMost(Duration.ofSeconds(30))
                .until(() -> used(organization, meter), used -> used == expected);
    }

    private static QueuedUsage queued(TestOrganization organization, UUID workspace, Instant time, long quantity) {
        return new QueuedUsage(
                organization.id(),
                UUID.randomUUID().toString(),
                "/direct",
                "emails",
                workspace.toString(),
                time.toString(),
                Instant.now(),
                List.of(),
                null,
                "{\"quantity\":" + quantity + "}");
    }

    private static void publish(QueuedUsage usage) {
        Publisher.publish(TOPIC, usage.key(), usage.headers(), usage.value());
    }

    private static String reasonOf(TopicReader letters, String eventId) {
        ReceivedRecord letter =
                letters.await(each -> eventId.equals(each.headers().get(EventHeaders.ID)));
        assertThat(letter.headers())
                .containsEntry(EventHeaders.DEAD_LETTER_CONSUMER, "billing-usage-queue")
                .containsEntry(EventHeaders.DEAD_LETTER_TOPIC, TOPIC);
        return letter.headers().get(EventHeaders.DEAD_LETTER_REASON);
    }

    @Test
    void queuedUsageIsAnsweredAtOnceAndCountedOnce() {
        subscribe(acme, Duration.ofHours(1));
        subscribe(globex, Duration.ofHours(1));
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(event("emails", i % 2 == 0 ? acme.workspaceId() : acme.otherWorkspaceId(), i));
        }

        queue(acme.member(), events)
                .statusCode(202)
                .header("Preference-Applied", "respond-async")
                .body("results.status.unique()", equalTo(List.of("queued")))
                .body("results.size()", equalTo(60))
                .body("results[7].index", equalTo(7))
                .body("results[7].id", equalTo(events.get(7).get("id")))
                .body("results[7].meter", equalTo("emails"));
        queue(acme.member(), events).statusCode(202);
        queue(globex.member(), event("emails", globex.workspaceId(), 5)).statusCode(202);

        awaitUsed(acme, "emails", 59 * 60 / 2);
        awaitUsed(globex, "emails", 5);
        as(acme.member())
                .contentType("application/json")
                .body(events.get(7))
                .post(USAGE)
                .then()
                .statusCode(200)
                .header("Preference-Applied", nullValue())
                .body("results.status", equalTo(List.of("duplicate")));
        assertThat(rows(acme)).isEqualTo(60);
    }

    private static long rows(TestOrganization organization) {
        return ServiceDatabase.of("billing")
                .number("select count(*) from usage_event where org_id = '%s'".formatted(organization.id()));
    }

    @Test
    void whatIsNoEventIsRejectedAtOnceAndTheOthersAreQueued() {
        subscribe(acme, Duration.ofHours(1));
        Map<String, Object> good = event("emails", acme.workspaceId(), 3);
        Map<String, Object> large = with(good, "id", "large");

        queue(
                        acme.member(),
                        List.of(
                                with(good, "type", "letters"),
                                good,
                                "text",
                                with(large, "data", Map.of("quantity", 1, "note", "x".repeat(140_000)))))
                .statusCode(202)
                .body("results.status", equalTo(List.of("rejected", "queued", "rejected", "rejected")))
                .body(
                        "results.reason",
                        equalTo(java.util.Arrays.asList(
                                "unknown-meter", null, "invalid-event", "properties-too-large")));
        queue(acme.member(), "nonsense").statusCode(400);
        queue(acme.viewer(), good).statusCode(403);

        awaitUsed(acme, "emails", 3);
    }

    /** It never becomes smaller: to ask its sender to come again would be without end. */
    @Test
    void whatIsLargerThanKafkaTakesIsBadDataAndTheOthersAreQueued() {
        subscribe(acme, Duration.ofHours(1));
        QueuedUsage large = new QueuedUsage(
                acme.id(),
                "large",
                "/direct",
                "emails",
                acme.workspaceId().toString(),
                Instant.now().toString(),
                Instant.now(),
                List.of(),
                null,
                "{\"quantity\":100,\"note\":\"" + "x".repeat(1_100_000) + "\"}");

        assertThat(ingest.send(List.of(
                                queued(acme, acme.workspaceId(), Instant.now(), 3),
                                large,
                                queued(acme, acme.workspaceId(), Instant.now(), 4)))
                        .await()
                        .atMost(Duration.ofSeconds(30)))
                .containsExactly(1);
        awaitUsed(acme, "emails", 7);
    }

    /** The teams of a sender go along with each event. */
    @Test
    void anEventThatTheQueueDoesNotTakeIsAnsweredSo() {
        Set<UUID> teams = Stream.generate(UUID::randomUUID).limit(30_000).collect(Collectors.toSet());
        Caller caller = new Caller(
                Caller.Kind.USER, UUID.randomUUID(), "", "sender", null, null, null, Set.of(), Optional.empty());

        UsageReceiptView receipt = queue.accept(
                        acme.id(),
                        new Reach.Subtrees(teams, Set.of()),
                        new Origin(caller, null, null, null, null),
                        List.of(
                                json.valueToTree(event("letters", acme.workspaceId(), 1)),
                                json.valueToTree(event("emails", acme.workspaceId(), 1))))
                .await()
                .atMost(Duration.ofSeconds(30));

        assertThat(receipt.results())
                .extracting(UsageReceiptView.Line::index, UsageReceiptView.Line::reason)
                .containsExactly(tuple(0, "unknown-meter"), tuple(1, "properties-too-large"));
    }

    @Test
    void aSenderReachesOnlyItsTeams() {
        subscribe(acme, Duration.ofHours(1));
        Map<String, Object> own = event("emails", acme.workspaceId(), 2);
        Map<String, Object> other = event("emails", acme.otherWorkspaceId(), 4);
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            queue(acme.teamMember(), List.of(other, own)).statusCode(202);

            awaitUsed(acme, "emails", 2);
            assertThat(reasonOf(letters, (String) other.get("id"))).isEqualTo("rejected: unknown-workspace");
        }
    }

    @Test
    void aTrustedProducerWritesStraightToTheTopicAndPoisonDoesNotHoldItUp() {
        subscribe(acme, Duration.ofHours(1));
        QueuedUsage good = queued(acme, acme.workspaceId(), Instant.now(), 5);
        QueuedUsage foreign = queued(acme, globex.workspaceId(), Instant.now(), 6);
        QueuedUsage reserved = new QueuedUsage(
                acme.id(),
                "reserved",
                "/billing/reservations",
                "emails",
                good.subject(),
                good.time(),
                good.receivedAt(),
                List.of(),
                null,
                "{\"quantity\":1000}");
        QueuedUsage conflicting = new QueuedUsage(
                acme.id(),
                good.id(),
                good.source(),
                "emails",
                good.subject(),
                good.time(),
                good.receivedAt(),
                List.of(),
                null,
                "{\"quantity\":50}");
        Map<String, String> headless = new LinkedHashMap<>(good.headers());
        headless.put(EventHeaders.ID, "headless");
        headless.remove(EventHeaders.ORGANIZATION);
        Map<String, String> elsewhere = new LinkedHashMap<>(good.headers());
        elsewhere.put(EventHeaders.ID, "elsewhere");
        Map<String, String> garbled = new LinkedHashMap<>(good.headers());
        garbled.put(EventHeaders.ID, "garbled");
        Map<String, String> deep = new LinkedHashMap<>(good.headers());
        deep.put(EventHeaders.ID, "deep");
        byte[] nested = ("{\"quantity\":" + "[".repeat(32) + "]".repeat(32) + "}").getBytes(StandardCharsets.UTF_8);
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            publish(good);
            publish(foreign);
            publish(reserved);
            Publisher.publish(TOPIC, good.key(), headless, good.value());
            Publisher.publish(TOPIC, globex.id() + ":" + good.subject(), elsewhere, good.value());
            Publisher.publish(TOPIC, good.key(), garbled, "{\"quantity\":".getBytes(StandardCharsets.UTF_8));
            Publisher.publish(TOPIC, good.key(), deep, nested);
            Publisher.publish(TOPIC, good.key(), Map.of(), null);
            publish(conflicting);
            publish(queued(acme, acme.workspaceId(), Instant.now(), 7));

            awaitUsed(acme, "emails", 12);
            assertThat(reasonOf(letters, foreign.id())).isEqualTo("rejected: unknown-workspace");
            assertThat(reasonOf(letters, "reserved")).contains("reserved-source");
            assertThat(reasonOf(letters, "headless")).contains("invalid-event", "ce_organization");
            assertThat(reasonOf(letters, "elsewhere")).contains("invalid-event", "key");
            assertThat(reasonOf(letters, "garbled")).contains("invalid-event", "JSON");
            assertThat(reasonOf(letters, "deep")).contains("invalid-event", "nested too deeply");
            assertThat(reasonOf(letters, good.id())).isEqualTo("conflict: conflict");
        }
        assertThat(used(acme, "emails")).isEqualTo(12);
    }

    @Test
    void whatWasBlockedIsKeptAndCountsWhenItIsSentAgainAfterThePlanAllowsIt() {
        Map<String, Object> early = event("emails", acme.workspaceId(), 11);
        String id = (String) early.get("id");
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            queue(acme.member(), early).statusCode(202);
            assertThat(reasonOf(letters, id)).isEqualTo("blocked: no-subscription");
            subscribe(acme, Duration.ofHours(1));
            String path = "/api/operations/billing/dead-letters/" + TOPIC;
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("items.reason", hasItem("blocked: no-subscription"));

            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .contentType("application/json")
                    .body(Map.of("organizationId", acme.id()))
                    .post(path + "/replay")
                    .then()
                    .statusCode(200);

            awaitUsed(acme, "emails", 11);
        }
    }

    @Test
    void whatWasBlockedByTheLimitOfItsTimeStaysBlockedAfterAnUpgrade() {
        BillingApi.subscribe(acme, "free");
        QueuedUsage beyond = queued(acme, acme.workspaceId(), Instant.now().minus(Duration.ofMinutes(10)), 1_001);
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            publish(beyond);
            assertThat(reasonOf(letters, beyond.id())).isEqualTo("blocked: limit-reached");
        }
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", "starter"))
                .post(BillingApi.SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200);
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            publish(beyond);
            assertThat(reasonOf(letters, beyond.id())).isEqualTo("blocked: limit-reached");
        }
        publish(queued(acme, acme.workspaceId(), Instant.now().plusSeconds(5), 1_001));
        awaitUsed(acme, "emails", 1_001);
    }

    @Test
    void theTimeOfAnEventIsJudgedByWhenItWasAccepted() {
        subscribe(acme, Duration.ofDays(60));
        Instant fortyDaysAgo = Instant.now().minus(Duration.ofDays(40));
        QueuedUsage late = queued(acme, acme.workspaceId(), fortyDaysAgo, 3);
        Map<String, String> accepted = new LinkedHashMap<>(late.headers());
        accepted.put(
                EventHeaders.RECEIVED_TIME,
                fortyDaysAgo.plus(Duration.ofDays(30)).toString());
        accepted.put(EventHeaders.ID, "in time");
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(TOPIC))) {
            publish(late);
            Publisher.publish(TOPIC, late.key(), accepted, late.value());

            for (Duration away : List.of(Duration.ofDays(-91), Duration.ofMinutes(6))) {
                Map<String, String> implausible = new LinkedHashMap<>(late.headers());
                implausible.put(
                        EventHeaders.RECEIVED_TIME, Instant.now().plus(away).toString());
                implausible.put(EventHeaders.ID, "received " + away);
                Publisher.publish(TOPIC, late.key(), implausible, late.value());
                assertThat(reasonOf(letters, "received " + away)).contains("invalid-event", "received at");
            }
            assertThat(reasonOf(letters, late.id())).isEqualTo("rejected: time-too-old");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> rows(acme) == 1);
        }
    }
}
