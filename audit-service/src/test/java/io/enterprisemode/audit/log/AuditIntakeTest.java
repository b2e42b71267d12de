package io.enterprisemode.audit.log;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite("audit")
class AuditIntakeTest {

    private static TwoOrganizations organizations;

    @BeforeEach
    void people() {
        if (organizations == null) {
            organizations = knownOrganizations();
        }
    }

    @Test
    void aPostedEventIsInTheLogAtOnceWithTheCallerAsItsActor() {
        UUID id = Ids.next();

        post(organizations.a().member(), minimal(id)).statusCode(200).body("results.result", contains("accepted"));

        as(organizations.a().owner())
                .get(AUDIT + "/" + id)
                .then()
                .statusCode(200)
                .body("action", equalTo("crm.contacts.imported"))
                .body("severity", equalTo("INFO"))
                .body("outcome", equalTo("SUCCESS"))
                .body("time", notNullValue())
                .body("actor.type", equalTo("USER"))
                .body(
                        "actor.id",
                        equalTo(organizations.a().member().principalId().toString()))
                .body(
                        "source",
                        equalTo("/principals/" + organizations.a().member().principalId()));
        as(organizations.b().owner()).get(AUDIT + "/" + id).then().statusCode(404);
    }

    @Test
    void eventsThatAreSaidToBeInAnotherEncodingAreRefused() {
        as(organizations.a().member())
                .contentType("application/json; charset=utf-16")
                .body("{\"id\": \"%s\"}".formatted(Ids.next()).getBytes(StandardCharsets.UTF_16))
                .post(AUDIT)
                .then()
                .statusCode(415)
                .body("type", equalTo("/problems/unsupported-media-type"));
    }

    @Test
    void whoVouchesForAnEventIsRecordedApartFromTheActorItNames() {
        UUID id = Ids.next();
        Map<String, Object> event = minimal(id);
        event.put("actor", Map.of("type", "USER", "id", "somebody", "name", "Somebody Else"));

        post(organizations.a().member(), event).statusCode(200);

        as(organizations.a().owner())
                .get(AUDIT + "/" + id)
                .then()
                .body("actor.id", equalTo("somebody"))
                .body(
                        "source",
                        equalTo("/principals/" + organizations.a().member().principalId()));
    }

    @Test
    void nobodyPostsInTheNameOfTheSuite() {
        UUID id = Ids.next();
        Map<String, Object> event = minimal(id);
        event.put("actor", Map.of("type", "SYSTEM", "id", "billing-service"));

        post(organizations.a().owner(), List.of(event, minimal(Ids.next())))
                .statusCode(200)
                .body("results.result", contains("rejected", "accepted"))
                .body("results[0].reason", equalTo("reserved-actor"));

        as(organizations.a().owner()).get(AUDIT + "/" + id).then().statusCode(404);
    }

    @Test
    void theAnswerTellsOfEachEventWhetherItIsNew() {
        UUID first = Ids.next();
        UUID second = Ids.next();
        post(organizations.a().member(), minimal(first)).statusCode(200);

        post(organizations.a().member(), List.of(minimal(first), minimal(second), minimal(second)))
                .statusCode(200)
                .body("results.id", contains(first.toString(), second.toString(), second.toString()))
                .body("results.result", contains("duplicate", "accepted", "duplicate"));
    }

    @Test
    void theSameEventInAnotherFormIsADuplicate() {
        String id = Ids.next().toString();
        String first = """
            {"id": "%s", "category": "data", "action": "crm.contacts.imported", "time": "2026-02-01T12:00:00Z",
             "target": {"type": "import", "id": "1"}, "details": {"b": [1.50, 1e2], "a": null}}\
            """.formatted(id);
        String again = """
            {"details": {"a": null, "b": [1.5, 100]}, "outcome": "SUCCESS", "severity": "INFO",
             "target": {"id": "1", "type": "import"}, "action": "crm.contacts.imported", "category": "data",
             "time": "2026-02-01T13:00:00+01:00", "id": "%s"}\
            """.formatted(id.toUpperCase(Locale.ROOT));

        post(organizations.a().member(), first).body("results.result", contains("accepted"));

        post(organizations.a().member(), again).body("results.result", contains("duplicate"));
    }

    @Test
    void anotherEventWithTheIdIsAConflictThatIsRecordedOnceAndWhole() {
        UUID id = Ids.next();
        Map<String, Object> forged = minimal(id);
        forged.put("details", Map.of("rows", 0));
        Map<String, Object> genuine = minimal(id);
        genuine.put("details", Map.of("rows", 1200));
        post(organizations.a().member(), forged).body("results.result", contains("accepted"));

        for (int i = 0; i < 2; i++) {
            post(organizations.a().admin(), List.of(minimal(Ids.next()), genuine))
                    .statusCode(200)
                    .body("results.result", contains("accepted", "conflict"))
                    .body("results[1].reason", equalTo("id-used"));
        }

        as(organizations.a().owner()).get(AUDIT + "/" + id).then().body("details.rows", equalTo(0));
        as(organizations.a().owner())
                .queryParam("action", "audit.event.conflicted")
                .queryParam("target", id)
                .get(AUDIT)
                .then()
                .body("items", hasSize(1))
                .body("items[0].category", equalTo("security"))
                .body("items[0].severity", equalTo("WARNING"))
                .body("items[0].outcome", equalTo("DENIED"))
                .body("items[0].source", equalTo("/audit-service"))
                .body("items[0].credential", startsWith("token:http"))
                .body(
                        "items[0].actor.id",
                        equalTo(organizations.a().admin().principalId().toString()))
                .body("items[0].target.type", equalTo("audit_event"))
                .body("items[0].details.event.details.rows", equalTo(1200))
                .body(
                        "items[0].details.source",
                        equalTo("/principals/" + organizations.a().admin().principalId()));
    }

    @Test
    void theSameContentByAnotherPrincipalIsAConflictForSomebodyElseVouchesForIt() {
        UUID id = Ids.next();
        Map<String, Object> event = minimal(id);
        event.put("actor", Map.of("type", "SERVICE_ACCOUNT", "id", "importer"));
        post(organizations.a().member(), event).body("results.result", contains("accepted"));

        post(organizations.a().admin(), event).body("results.result", contains("conflict"));
        post(organizations.a().member(), event).body("results.result", contains("duplicate"));
    }

    @Test
    void ofTwoEventsWithOneIdInARequestTheSecondIsCompared() {
        UUID id = Ids.next();
        Map<String, Object> other = minimal(id);
        other.put("outcome", "FAILURE");

        post(organizations.a().member(), List.of(minimal(id), other, minimal(id), other))
                .body("results.result", contains("accepted", "conflict", "duplicate", "conflict"));
    }

    @Test
    void whatWasTakenInBeforeDigestsWereKeptIsComparedByItsColumns() throws SQLException {
        UUID id = Ids.next();
        try (Connection owner =
                        new ServiceDatabase("audit").appOf(organizations.a().id());
                PreparedStatement insert = owner.prepareStatement("""
                    insert into audit_event (org_id, id, time, received_at, source, category, severity, action,
                        actor_type, actor_id,
                                             actor_name, actor_email, target_type, target_id, outcome, details)
                    values (?, ?, now(), now(), ?, 'DATA', 'INFO', 'crm.contacts.imported', 'USER', 'who', null, null,
                            'import', '2026-02-01', 'SUCCESS', '{"rows":1.50}')\
                    """)) {
            insert.setObject(1, organizations.a().id());
            insert.setObject(2, id);
            insert.setString(3, "/principals/" + organizations.a().member().principalId());
            insert.executeUpdate();
            owner.commit();
        }
        Map<String, Object> event = minimal(id);
        event.put("details", Map.of("rows", 1.5));
        post(organizations.a().member(), event).body("results.result", contains("duplicate"));

        event.put("details", Map.of("rows", 1.6));
        post(organizations.a().member(), event).body("results.result", contains("conflict"));
    }

    @Test
    void whoeverPostsUnderTheIdOfARecordBeforeDoesNotMakeItDisappear() {
        UUID id = Ids.next();
        TestUser member = organizations.a().member();
        Map<String, Object> other = minimal(id);
        other.put("time", "2026-02-01T12:00:00Z");
        UUID recordId = ConflictingEvent.record(new LoggedEvent(
                        new AuditEvent(
                                id,
                                Instant.parse("2026-02-01T12:00:00Z"),
                                organizations.a().id(),
                                AuditCategory.DATA,
                                AuditSeverity.INFO,
                                "crm.contacts.imported",
                                new Actor(ActorType.USER, "left out", null, null),
                                new Target("import", "2026-02-01", null),
                                AuditOutcome.SUCCESS,
                                null,
                                null,
                                null,
                                Map.of()),
                        "/principals/" + member.principalId(),
                        null,
                        Instant.now(),
                        true,
                        false))
                .event()
                .id();

        post(member, List.of(minimal(recordId), minimal(id))).body("results.result", contains("accepted", "accepted"));
        post(member, other).body("results.result", contains("conflict"));

        assertThat(records(organizations.a().owner(), id)).hasSize(1).doesNotContain(recordId.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"teams.member.removed", "billing.subscription.upgraded", "audit.log.exported", "enterprise.x"})
    void actionsOfTheSuiteAreRejectedOneByOne(String action) {
        UUID good = Ids.next();
        UUID bad = Ids.next();
        Map<String, Object> reserved = minimal(bad);
        reserved.put("action", action);
        reserved.put("severity", "CRITICAL");
        reserved.put(
                "actor",
                Map.of(
                        "type",
                        "USER",
                        "id",
                        organizations.a().owner().principalId().toString()));

        post(organizations.a().member(), List.of(reserved, minimal(good)))
                .statusCode(200)
                .body("results.result", contains("rejected", "accepted"))
                .body("results[0].reason", equalTo("reserved-action"))
                .body("results[0].detail", containsString(action));
        post(organizations.a().member(), reserved).statusCode(200).body("results.result", contains("rejected"));

        as(organizations.a().owner()).get(AUDIT + "/" + bad).then().statusCode(404);
        as(organizations.a().owner()).get(AUDIT + "/" + good).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"teamsters.hired", "billingx.denied", "my.billing.event"})
    void anActionThatOnlyLooksLikeOneOfTheSuiteIsTaken(String action) {
        Map<String, Object> event = minimal(Ids.next());
        event.put("action", action);

        post(organizations.a().member(), event).body("results.result", contains("accepted"));
    }

    @Test
    void anIdOfAnotherOrganizationIsNoDuplicate() {
        UUID id = Ids.next();
        post(organizations.a().member(), minimal(id)).body("results.result", contains("accepted"));

        post(organizations.b().member(), minimal(id)).statusCode(200).body("results.result", contains("accepted"));
    }

    @Test
    void fiveHundredEventsAreTakenAtOnceAndOneMoreIsNot() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            events.add(minimal(Ids.next()));
        }
        post(organizations.a().member(), events).statusCode(200).body("results", hasSize(500));
        events.add(minimal(Ids.next()));

        post(organizations.a().member(), events).statusCode(400).body("errors[0].pointer", equalTo(""));
        post(organizations.a().member(), List.of()).statusCode(400);
    }

    @Test
    void everyWrongFieldOfEveryEventIsNamedAndNothingIsTaken() {
        UUID id = Ids.next();
        Map<String, Object> noTarget = minimal(Ids.next());
        noTarget.remove("target");
        Map<String, Object> wrong = minimal(Ids.next());
        wrong.put("action", "Nothing Dotted");
        wrong.put("target", Map.of("type", " ", "id", "1"));
        wrong.put("time", Instant.now().plus(Duration.ofMinutes(6)).toString());

        post(organizations.a().member(), List.of(minimal(id), noTarget, wrong))
                .statusCode(400)
                .body("type", equalTo("/problems/validation-failed"))
                .body("errors.pointer", contains("/1/target", "/2/action", "/2/target/type", "/2/time"));

        as(organizations.a().owner()).get(AUDIT + "/" + id).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"1\"} | /id",
                "{\"category\": \"gossip\"} | /category",
                "{\"severity\": 1} | /severity",
                "{\"time\": \"yesterday\"} | /time",
                "{\"time\": \"2026-11-30T10:00\"} | /time",
                "{\"time\": \"2026-11-30T10:00:00+01\"} | /time",
                "{\"time\": 1764496800} | /time",
                "{\"unknown\": 1} | /unknown",
                "{\"details\": []} | /details",
                "{\"target\": {\"kind\": \"x\"}} | /target/kind",
                "[{\"id\": 1}] | /0/id",
                "[1] | /0",
                "\"text\" | ''",
                "null | ''",
            })
    void whatCannotBeReadIsRefusedWithAPointer(String body, String pointer) {
        as(organizations.a().member())
                .contentType("application/json")
                .body(body)
                .post(AUDIT)
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void detailsAreKeptAsTheyCameButNotWithoutBounds() {
        UUID id = Ids.next();
        Map<String, Object> event = minimal(id);
        event.put("details", Map.of("rate", 0.19, "nested", Map.of("list", List.of(1, 2)), "nul", "a\0b"));
        post(organizations.a().member(), event).statusCode(200);
        as(organizations.a().owner())
                .get(AUDIT + "/" + id)
                .then()
                .body("details.rate", equalTo(0.19f))
                .body("details.nested.list", contains(1, 2));

        UUID exact = Ids.next();
        String numbers = "{\"huge\":1E+400,\"rate\":0.10,\"long\":123456789012345678901234567890}";
        post(organizations.a().member(), """
            {"id": "%s", "category": "data", "action": "crm.contacts.imported",
             "target": {"type": "import", "id": "1"}, "details": %s}\
            """.formatted(exact, numbers)).statusCode(200);
        assertThat(as(organizations.a().owner()).get(AUDIT + "/" + exact).asString())
                .contains("\"details\":" + numbers);

        event.put("details", Map.of("text", "x".repeat(20_000)));
        post(organizations.a().member(), event).statusCode(400).body("errors[0].pointer", equalTo("/details"));
        event.put("details", Map.of());
        event.put("userAgent", "a\0b");
        post(organizations.a().member(), event).statusCode(400).body("errors[0].pointer", equalTo("/userAgent"));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 200",
        "2001:db8::1, 200",
        "::ffff:203.0.113.7, 200",
        "203.0.113.7:443, 400",
        "[2001:db8::1], 400",
        "fe80::1%eth0, 400",
        "1.2, 400",
        "somewhere, 400",
        "=1+1, 400",
    })
    void theAddressIsAnAddress(String address, int status) {
        Map<String, Object> event = minimal(Ids.next());
        event.put("ipAddress", address);

        ValidatableResponse answer = post(organizations.a().member(), event).statusCode(status);

        if (status == 400) {
            answer.body("errors.pointer", contains("/ipAddress"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e99999999999", "1e-99999999999", "1.5E99999999999999999999"})
    void aNumberThatNothingCanHoldIsRefused(String number) {
        String event = """
            {"id": "%s", "category": "data", "action": "crm.contacts.imported", "target": {"type": "import", "id": "1"},
             "details": {"size": %s}}\
            """.formatted(Ids.next(), number);

        for (String body : List.of(event, "[" + event + "]", "{\"id\": " + number + "}")) {
            post(organizations.a().member(), body).statusCode(400).body("type", equalTo("/problems/malformed-json"));
        }
    }

    @Test
    void textThatHasNoFormInUtf8IsRefused() {
        post(organizations.a().member(), """
            {"id": "%s", "category": "data", "action": "crm.contacts.imported", "target": {"type": "import", "id": "1"},
             "details": {"half": "\\ud83d"}}\
            """.formatted(Ids.next()))
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
    }

    @Test
    void whoMayNotWriteInTheOrganizationMayNotRecord() {
        post(organizations.a().viewer(), minimal(Ids.next())).statusCode(403);
        post(organizations.a().teamMember(), minimal(Ids.next())).statusCode(403);
        post(organizations.stranger(), minimal(Ids.next())).statusCode(404);
        as(organizations.a().member())
                .header("Enterprise-Org", organizations.b().id())
                .contentType("application/json")
                .body(minimal(Ids.next()))
                .post(AUDIT)
                .then()
                .statusCode(404);
    }

    private static ValidatableResponse post(TestUser user, Object body) {
        return as(user).contentType("application/json").body(body).post(AUDIT).then();
    }

    private static List<String> records(TestUser reader, UUID id) {
        return as(reader)
                .queryParam("action", "audit.event.conflicted")
                .queryParam("target", id)
                .get(AUDIT)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.id");
    }

    private static Map<String, Object> minimal(UUID id) {
        return new HashMap<>(Map.of(
                "id",
                id.toString(),
                "category",
                "data",
                "action",
                "crm.contacts.imported",
                "target",
                Map.of("type", "import", "id", "2026-02-01")));
    }
}
