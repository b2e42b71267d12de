package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static io.enterprisemode.testkit.http.OpenApiConformance.requestUnchecked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageRulesTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional", "MONTH", Instant.now().minus(Duration.ofDays(36)))
                .statusCode(201);
        BillingApi.subscribe(globex, "professional");
    }

    private static ValidatableResponse send(TestUser user, Object body) {
        return as(user).filter(requestUnchecked())
                .contentType("application/json")
                .body(body)
                .post(USAGE)
                .then();
    }

    private Map<String, Object> email() {
        return event("emails", acme.workspaceId(), 1);
    }

    @Test
    void everyBadEventIsAnsweredByItselfAndTheOthersCount() {
        Instant now = Instant.now();
        Map<String, Object> large = Map.of("quantity", 1, "properties", Map.of("text", "x".repeat(17_000)));
        Map<Object, String> bad = new java.util.LinkedHashMap<>();
        bad.put(with(email(), "type", "letters"), "unknown-meter");
        bad.put(with(email(), "subject", UUID.randomUUID().toString()), "unknown-workspace");
        bad.put(with(email(), "subject", globex.workspaceId().toString()), "unknown-workspace");
        bad.put(with(email(), "subject", acme.teamId().toString()), "unknown-workspace");
        bad.put(with(email(), "subject", "1-1-1-1-1"), "unknown-workspace");
        bad.put(with(email(), "time", now.plus(Duration.ofMinutes(6)).toString()), "time-in-future");
        bad.put(
                with(
                        email(),
                        "time",
                        now.minus(Duration.ofDays(35)).minusSeconds(60).toString()),
                "time-too-old");
        bad.put(with(email(), "time", "yesterday"), "invalid-time");
        bad.put(with(email(), "time", "2016-12-31T23:59:60Z"), "invalid-time");
        bad.put(with(email(), "time", "2026-01-05T08:00:00.123456789012Z"), "invalid-time");
        bad.put(with(email(), "time", "2026-01-05"), "invalid-time");
        bad.put(
                with(
                        email(),
                        "time",
                        now.truncatedTo(ChronoUnit.MINUTES).toString().replace(":00Z", "")),
                "invalid-time");
        bad.put(
                with(
                        email(),
                        "time",
                        now.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+00")),
                "invalid-time");
        bad.put(with(email(), "time", 1_700_000_000), "invalid-event");
        bad.put(with(email(), "data", Map.of("quantity", -1)), "invalid-quantity");
        bad.put(with(email(), "data", Map.of("quantity", 1.5)), "invalid-quantity");
        bad.put(with(email(), "data", Map.of("quantity", "1")), "invalid-quantity");
        bad.put(with(email(), "data", Map.of("quantity", 1_000_000_000_000_001L)), "quantity-too-large");
        bad.put(with(email(), "data", Map.of("quantity", BigInteger.TEN.pow(40))), "quantity-too-large");
        bad.put(with(email(), "data", large), "properties-too-large");
        bad.put(with(email(), "data", Map.of("properties", List.of(1))), "invalid-properties");
        bad.put(with(email(), "data", Map.of("properties", Map.of("a", "\0"))), "invalid-properties");
        bad.put(with(email(), "data", null), "invalid-event");
        bad.put(with(email(), "data", "text"), "invalid-event");
        bad.put(with(email(), "id", null), "invalid-event");
        bad.put(with(email(), "id", ""), "invalid-event");
        bad.put(with(email(), "id", "a\0b"), "invalid-event");
        bad.put(with(email(), "id", "x".repeat(257)), "invalid-event");
        bad.put(with(email(), "source", 7), "invalid-event");
        bad.put(with(email(), "specversion", "0.3"), "invalid-event");
        bad.put("a text", "invalid-event");
        List<Object> events = new ArrayList<>(bad.keySet());
        events.add(null);
        String wholeMinute =
                now.truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC).toString();
        assertThat(wholeMinute).hasSize("2026-01-05T08:15Z".length());
        events.add(with(email(), "time", wholeMinute));

        ValidatableResponse response = send(acme.member(), events).statusCode(200);

        List<String> expected = new ArrayList<>(bad.values());
        expected.add("invalid-event");
        expected.add(null);
        assertThat(response.extract().<List<String>>path("results.reason")).isEqualTo(expected);
        assertThat(statuses(response)).endsWith("rejected", "accepted").containsOnlyOnce("accepted");
        assertThat(used(acme, "emails")).isEqualTo(1);
        assertThat(used(globex, "emails")).isZero();
    }

    @Test
    void bothEndsOfTheWindowAreWithin() {
        Instant now = Instant.now();

        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                with(
                                        email(),
                                        "time",
                                        now.plus(Duration.ofMinutes(5)).toString()),
                                with(
                                        email(),
                                        "time",
                                        now.minus(Duration.ofDays(35))
                                                .plusSeconds(30)
                                                .toString()),
                                with(email(), "time", "2026-01-01T00:00:00+01:00")))))
                .startsWith("accepted", "accepted");
    }

    @Test
    void anEventThatNamesNoQuantityIsRejectedUnlessItsMeterNeedsNone() {
        String opens = BillingApi.meter("COUNT", null);
        String people = BillingApi.meter("UNIQUE_COUNT", "person");
        String level = BillingApi.meter("LATEST", null);
        String sizes = BillingApi.meter("SUM", "bytes");
        Map<String, Object> ofOpenMeter = Map.of("tokens", 500, "model", "gpt-4");

        send(
                        acme.member(),
                        List.of(
                                with(email(), "data", Map.of()),
                                with(email(), "data", ofOpenMeter),
                                with(with(email(), "type", level), "data", Map.of()),
                                with(with(email(), "type", opens), "data", Map.of()),
                                with(
                                        with(email(), "type", people),
                                        "data",
                                        Map.of("properties", Map.of("person", "ada"))),
                                with(with(email(), "type", sizes), "data", Map.of("properties", Map.of("bytes", 7)))))
                .body(
                        "results.reason",
                        equalTo(Arrays.asList(
                                "missing-quantity", "missing-quantity", "missing-quantity", null, null, null)));

        assertThat(used(acme, "emails")).isZero();
        assertThat(used(acme, opens)).isEqualTo(1);
        assertThat(used(acme, people)).isEqualTo(1);
        assertThat(used(acme, sizes)).isEqualTo(7);
    }

    /** CloudEvents 1.0.2, JSON format, 3.1. */
    @Test
    void anEventHasItsDataOnce() {
        Map<String, Object> twice = with(with(email(), "specversion", "1.0"), "data_base64", "eyJxdWFudGl0eSI6OX0=");

        as(acme.member())
                .contentType("application/cloudevents+json")
                .body(twice)
                .post(USAGE)
                .then()
                .statusCode(200)
                .body("results[0].status", equalTo("rejected"))
                .body("results[0].reason", equalTo("invalid-event"))
                .body("results[0].detail", equalTo("data and data_base64 exclude each other"));
        as(acme.member())
                .contentType("application/cloudevents+json")
                .body(twice)
                .post("/api/v1/events")
                .then()
                .statusCode(400)
                .body("errors[0].detail", endsWith("data and data_base64 exclude each other"));
        send(acme.member(), List.of(twice, with(twice, "data", null), with(email(), "data", Map.of("quantity", 2))))
                .body("results.reason", equalTo(Arrays.asList("invalid-event", "invalid-event", null)));
        assertThat(used(acme, "emails")).isEqualTo(2);
    }

    @Test
    void theSourcesOfTheSuiteAreNotForOthers() {
        Map<String, Object> reserved = with(email(), "source", "/billing/reservations");

        send(acme.member(), List.of(reserved, with(email(), "source", "/billings"), email()))
                .body("results.reason", equalTo(Arrays.asList("reserved-source", null, null)));
        as(acme.member())
                .header("Prefer", "respond-async")
                .contentType("application/json")
                .body(reserved)
                .post(USAGE)
                .then()
                .statusCode(202)
                .body("results.reason", equalTo(List.of("reserved-source")));
        BillingApi.asProducer(acme)
                .contentType("application/x-ndjson")
                .body(EventJson.write(reserved).getBytes(StandardCharsets.UTF_8))
                .post(BillingApi.BACKFILL)
                .then()
                .statusCode(200)
                .body("accepted", equalTo(0))
                .body("rejected[0].reason", equalTo("reserved-source"));
        as(acme.member())
                .contentType("application/cloudevents+json")
                .body(with(reserved, "specversion", "1.0"))
                .post("/api/v1/events")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/usage-not-taken-in"));

        assertThat(used(acme, "emails")).isEqualTo(2);
    }

    @Test
    void theSameAgainIsADuplicateAndOtherContentAConflict() {
        Map<String, Object> first =
                with(email(), "data", Map.of("quantity", 3, "properties", Map.of("campaign", "spring", "size", 1.0)));
        Instant time = Instant.parse((String) first.get("time"));
        send(acme.member(), first).body("results[0].status", equalTo("accepted"));

        List<Object> again = List.of(
                first,
                with(
                        first,
                        "time",
                        time.atOffset(java.time.ZoneOffset.ofHours(2)).toString()),
                with(first, "colour", "an attribute that is not used here"),
                with(first, "data", Map.of("quantity", 3, "properties", Map.of("size", 1, "campaign", "spring"))),
                with(first, "data", Map.of("quantity", 4, "properties", Map.of("campaign", "spring", "size", 1.0))),
                with(first, "data", Map.of("quantity", 3)),
                with(first, "time", time.plusMillis(1).toString()),
                with(first, "subject", acme.secondWorkspaceId().toString()),
                with(first, "type", "api_calls"),
                with(first, "source", "/elsewhere"));

        assertThat(statuses(send(acme.member(), again)))
                .containsExactly(
                        "duplicate",
                        "duplicate",
                        "duplicate",
                        "duplicate",
                        "conflict",
                        "conflict",
                        "conflict",
                        "conflict",
                        "conflict",
                        "accepted");
        assertThat(used(acme, "emails")).isEqualTo(6);
        assertThat(used(acme, "api_calls")).isZero();
    }

    @Test
    void anIdentityThatIsTakenIsAConflictWhateverElseIsWrong() {
        Map<String, Object> first = email();
        send(acme.member(), first).body("results[0].status", equalTo("accepted"));
        Map<String, Object> second = email();

        List<Map<String, Object>> others = List.of(
                with(first, "subject", UUID.randomUUID().toString()),
                with(first, "subject", globex.workspaceId().toString()),
                with(first, "subject", "1-1-1-1-1"),
                with(first, "type", "letters"),
                with(first, "time", "yesterday"),
                with(first, "time", "2020-01-01T00:00:00Z"),
                with(first, "data", Map.of("quantity", -1)),
                with(first, "data", "text"),
                with(second, "type", "letters"));
        List<Object> events = new ArrayList<>(others);
        events.add(second);

        ValidatableResponse answer = send(acme.member(), events);

        assertThat(statuses(answer).subList(0, others.size())).containsOnly("conflict");
        assertThat(statuses(answer)).endsWith("accepted");
        answer.body("results[3].reason", nullValue())
                .body("results[3].detail", equalTo("source and id are taken; type is not a meter"));
        for (Map<String, Object> other : others) {
            assertThat(statuses(send(acme.member(), other))).containsExactly("conflict");
        }
        assertThat(used(acme, "emails")).isEqualTo(2);
        assertThat(statuses(send(globex.member(), with(first, "type", "letters"))))
                .containsExactly("rejected");
        assertThat(statuses(send(acme.member(), with(email(), "type", "letters"))))
                .containsExactly("rejected");
    }

    @Test
    void theSameIdentityInAnotherOrganizationIsAnotherEvent() {
        Map<String, Object> event = email();

        send(acme.member(), event).body("results[0].status", equalTo("accepted"));
        send(globex.member(), with(event, "subject", globex.workspaceId().toString()))
                .body("results[0].status", equalTo("accepted"));
    }

    @Test
    void identitiesRepeatedInsideABatchCountOnce() {
        Map<String, Object> event = email();
        Map<String, Object> other = with(event, "data", Map.of("quantity", 2));

        assertThat(statuses(send(acme.member(), List.of(event, event, other, email()))))
                .containsExactly("accepted", "duplicate", "conflict", "accepted");
        assertThat(used(acme, "emails")).isEqualTo(2);
    }

    @Test
    void anEventThatWasTakenInStaysADuplicateWhenItHasGrownTooOld() throws Exception {
        Map<String, Object> event = email();
        send(acme.member(), event).body("results[0].status", equalTo("accepted"));
        Instant old = Instant.now().minus(Duration.ofDays(36)).truncatedTo(ChronoUnit.MICROS);
        try (var connection = ServiceDatabase.of("billing").superuser();
                var statement = connection.prepareStatement(
                        "update usage_event set occurred_at = ? where org_id = ? and event_id = ?")) {
            statement.setObject(1, old.atOffset(java.time.ZoneOffset.UTC));
            statement.setObject(2, acme.id());
            statement.setString(3, (String) event.get("id"));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }

        send(acme.member(), with(event, "time", old.toString())).body("results[0].status", equalTo("duplicate"));
        send(acme.member(), with(email(), "time", old.toString())).body("results[0].reason", equalTo("time-too-old"));
    }

    @Test
    void withoutASubscriptionNothingIsLetIn() {
        TestOrganization initech = BillingApi.knownOrganizations().a();

        send(initech.member(), event("emails", initech.workspaceId(), 1))
                .body("results[0].status", equalTo("blocked"))
                .body("results[0].reason", equalTo("no-subscription"))
                .body("results[0].standing", nullValue());
        BillingApi.subscribe(initech, "free");
        send(initech.member(), event("emails", initech.workspaceId(), 1))
                .body("results[0].status", equalTo("accepted"));
    }

    @Test
    void aRoleOnATeamReachesTheWorkspacesOfThatTeamOnly() {
        assertThat(statuses(send(
                        acme.teamMember(),
                        List.of(
                                event("emails", acme.workspaceId(), 1),
                                event("emails", acme.otherWorkspaceId(), 1),
                                event("emails", acme.secondWorkspaceId(), 1)))))
                .containsExactly("accepted", "rejected", "accepted");

        send(acme.member(), event("emails", acme.otherWorkspaceId(), 10)).statusCode(200);
        as(acme.teamMember())
                .get(USAGE)
                .then()
                .statusCode(200)
                .body("meters.find { it.meter == 'emails' }.used", equalTo(2))
                .body("meters.find { it.meter == 'emails' }.remaining", nullValue());
        assertThat(used(acme, "emails")).isEqualTo(12);
    }

    @Test
    void aRoleOnAWorkspaceReachesThatWorkspaceOnly() {
        TestUser sender = new TestUser("sender-" + UUID.randomUUID());
        AccessEvents.roles(
                acme, sender, List.of(new RoleAssignment(NodeType.WORKSPACE, acme.otherWorkspaceId(), Role.MEMBER)));
        Awaitility.await()
                .until(() -> as(sender)
                                .contentType("application/json")
                                .body(email())
                                .post(USAGE)
                                .statusCode()
                        == 200);

        assertThat(statuses(send(
                        sender,
                        List.of(event("emails", acme.workspaceId(), 1), event("emails", acme.otherWorkspaceId(), 1)))))
                .containsExactly("rejected", "accepted");
        as(acme.viewer())
                .contentType("application/json")
                .body(email())
                .post(USAGE)
                .then()
                .statusCode(403);
    }

    @Test
    void quantitiesAddUpExactlyUntilTheCounterIsFull() {
        long largest = 1_000_000_000_000_000L;
        String meter = BillingApi.meter("SUM", null);
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(event(meter, acme.workspaceId(), largest));
        }
        for (int request = 0; request < 9; request++) {
            assertThat(statuses(send(acme.member(), renewed(events)))).containsOnly("accepted");
        }

        List<String> last = statuses(send(acme.member(), renewed(events)));

        assertThat(last).startsWith("accepted").endsWith("rejected");
        assertThat(used(acme, meter)).isEqualTo(Long.MAX_VALUE / largest * largest);
    }

    private static List<Object> renewed(List<Object> events) {
        return IntStream.range(0, events.size())
                .<Object>mapToObj(
                        i -> with(cast(events.get(i)), "id", UUID.randomUUID().toString()))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object event) {
        return (Map<String, Object>) event;
    }

    @Test
    void contactsAreTheSumOfTheLargestOfEachWorkspace() {
        assertThat(statuses(send(
                        acme.member(),
                        Arrays.asList(
                                event("contacts", acme.workspaceId(), 30),
                                event("contacts", acme.workspaceId(), 20),
                                event("contacts", acme.otherWorkspaceId(), 5)))))
                .containsOnly("accepted");
        send(acme.member(), event("contacts", acme.workspaceId(), 31)).body("results[0].standing.used", equalTo(36));

        assertThat(used(acme, "contacts")).isEqualTo(36);
        assertThat(used(globex, "contacts")).isZero();
    }
}
