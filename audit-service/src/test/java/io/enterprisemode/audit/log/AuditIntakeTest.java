package io.enterprisemode.audit.log;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        event.put("details", Map.of("text", "x".repeat(20_000)));
        post(organizations.a().member(), event).statusCode(400).body("errors[0].pointer", equalTo("/details"));
        event.put("details", Map.of());
        event.put("userAgent", "a\0b");
        post(organizations.a().member(), event).statusCode(400).body("errors[0].pointer", equalTo("/userAgent"));
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
