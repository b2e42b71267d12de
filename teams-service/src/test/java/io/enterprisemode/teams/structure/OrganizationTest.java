package io.enterprisemode.teams.structure;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class OrganizationTest {

    private final TwoOrganizations people = TwoOrganizations.fresh();

    @Test
    void whoeverFoundsAnOrganizationOwnsIt() {
        TeamsApi founder = TeamsApi.of(people.a().owner());

        UUID id = TeamsApi.id(founder.post("/api/organizations", Map.of("name", "Acme", "timeZone", "Europe/Berlin"))
                .statusCode(201)
                .header("Location", startsWith("/api/organizations/"))
                .header("ETag", "\"1\"")
                .body("name", equalTo("Acme"))
                .body("timeZone", equalTo("Europe/Berlin"))
                .body("billingEmail", nullValue()));

        founder.get("/api/organizations")
                .statusCode(200)
                .body("items.id", contains(id.toString()))
                .body("items[0].roles", hasSize(1))
                .body("items[0].roles[0].role", equalTo("OWNER"))
                .body("items[0].roles[0].nodeId", equalTo(id.toString()))
                .body("nextCursor", nullValue());
    }

    @Test
    void anOrganizationIsNotThereForOthers() {
        UUID acme = TeamsApi.of(people.a().owner()).createOrganization("Acme");
        UUID globex = TeamsApi.of(people.b().owner()).createOrganization("Globex");

        TeamsApi.of(people.b().owner(), acme)
                .get("/api/organizations/{id}", acme)
                .statusCode(404);
        TeamsApi.of(people.b().owner(), globex)
                .get("/api/organizations/{id}", acme)
                .statusCode(404);
        TeamsApi.of(people.b().owner())
                .get("/api/organizations")
                .statusCode(200)
                .body("items.id", contains(globex.toString()));
    }

    @Test
    void oneOfManyOrganizationsIsAskedForByItsId() {
        TeamsApi founder = TeamsApi.of(people.a().owner());
        founder.createOrganization("First");
        UUID second = founder.createOrganization("Second");
        UUID globex = TeamsApi.of(people.b().owner()).createOrganization("Globex");

        founder.get("/api/organizations?id={id}", second)
                .statusCode(200)
                .body("items.name", contains("Second"))
                .body("items[0].roles.role", contains("OWNER"))
                .body("nextCursor", nullValue());
        founder.get("/api/organizations?id={id}", globex).statusCode(200).body("items", hasSize(0));
        founder.get("/api/organizations?id=acme").statusCode(400).body("errors[0].pointer", equalTo("id"));
    }

    @Test
    void thePathNamesTheOrganizationOfSomebodyWithSeveral() {
        TeamsApi founder = TeamsApi.of(people.a().owner());
        UUID first = founder.createOrganization("First");
        UUID second = founder.createOrganization("Second");

        founder.get("/api/organizations/{id}", second).statusCode(200).body("name", equalTo("Second"));
        founder.get("/api/organizations/{id}", first).statusCode(200).body("name", equalTo("First"));
        founder.get("/api/teams").statusCode(400).body("type", equalTo("/problems/organization-required"));
    }

    @Test
    void aChangeKeepsWhatItDoesNotName() {
        UUID id = TeamsApi.of(people.a().owner()).createOrganization("Acme");
        TeamsApi owner = TeamsApi.of(people.a().owner(), id);

        owner.patch(Map.of("billingEmail", "billing@acme.example"), "/api/organizations/{id}", id)
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("name", equalTo("Acme"))
                .body("timeZone", equalTo("UTC"))
                .body("billingEmail", equalTo("billing@acme.example"));
    }

    @Test
    void aChangeOfAnOldRevisionIsRefused() {
        UUID id = TeamsApi.of(people.a().owner()).createOrganization("Acme");
        TeamsApi owner = TeamsApi.of(people.a().owner(), id);
        owner.patch(Map.of("name", "Acme 2"), "/api/organizations/{id}", id).statusCode(200);

        owner.request()
                .header("If-Match", "\"1\"")
                .contentType("application/json")
                .body(Map.of("name", "Acme 3"))
                .patch("/api/organizations/{id}", id)
                .then()
                .statusCode(412)
                .body("type", equalTo("/problems/precondition-failed"));

        owner.get("/api/organizations/{id}", id).body("name", equalTo("Acme 2"));
    }

    @Test
    void aChangeToTheSameIsNoChange() {
        UUID id = TeamsApi.of(people.a().owner()).createOrganization("Acme");

        TeamsApi.of(people.a().owner(), id)
                .patch(Map.of("name", "Acme"), "/api/organizations/{id}", id)
                .statusCode(200)
                .header("ETag", "\"1\"");
    }

    @Test
    void onlyAdministratorsChangeIt() {
        UUID id = TeamsApi.of(people.a().owner()).createOrganization("Acme");
        TeamsApi.of(people.a().owner(), id).admit(people.a().member(), Role.MEMBER, null);

        TeamsApi.of(people.a().member(), id)
                .patch(Map.of("name", "Mine"), "/api/organizations/{id}", id)
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\": \"\"}",
                "{\"name\": \"   \"}",
                "{\"name\": \"a\\u0000b\"}",
                "{\"name\": \"line\\nbreak\"}",
                "{\"name\": \"evil\\u202etxt.exe\"}",
                "{\"name\": \"Acme\", \"taxId\": \"none\"}",
                "{\"name\": \"Acme\", \"taxId\": \"DE12345\"}",
                "{\"name\": 1}",
                "{\"name\": null}",
                "{\"name\": \"Acme\", \"timeZone\": \"Mars/Olympus\"}",
                "{\"name\": \"Acme\", \"billingEmail\": \"nobody\"}",
                "{\"name\": \"Acme\", \"id\": \"0190a8b2-7c3d-7000-8000-000000000001\"}",
                "[]",
                "\"Acme\""
            })
    void badInputIsRefusedWithAPointer(String body) {
        TeamsApi.of(people.a().owner())
                .post("/api/organizations", body)
                .statusCode(400)
                .body("type", equalTo("/problems/validation-failed"))
                .body("errors[0].pointer", notNullValue())
                .body("errors[0].detail", notNullValue());
    }

    @Test
    void aNameMayBeInAnyScript() {
        String name = "アクメ 株式会社 🚀 \u00e9";

        TeamsApi.of(people.a().owner())
                .post("/api/organizations", Map.of("name", "アクメ 株式会社 🚀 e\u0301"))
                .statusCode(201)
                .body("name", equalTo(name));
    }

    @Test
    void aRepetitionWithTheSameKeyFindsTheSameOrganization() {
        TeamsApi founder = TeamsApi.of(people.a().owner());
        Map<String, String> body = Map.of("name", "Acme");

        UUID first = TeamsApi.id(founder.post("/api/organizations", "seed-acme", body)
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue()));
        UUID again = TeamsApi.id(founder.post("/api/organizations", "seed-acme", body)
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .header("Location", "/api/organizations/" + first));

        org.assertj.core.api.Assertions.assertThat(again).isEqualTo(first);
        founder.get("/api/organizations").body("items", hasSize(1));
        founder.post("/api/organizations", "seed-acme", Map.of("name", "Other"))
                .statusCode(422)
                .body("type", equalTo("/problems/idempotency-key-reused"));
    }

    @Test
    void keysOfDifferentPeopleNeverMeet() {
        Map<String, String> body = Map.of("name", "Acme");

        UUID mine = TeamsApi.id(TeamsApi.of(people.a().owner())
                .post("/api/organizations", "same", body)
                .statusCode(201));

        TeamsApi.of(people.b().owner())
                .post("/api/organizations", "same", body)
                .statusCode(201)
                .body("id", not(equalTo(mine.toString())));
    }

    @Test
    void organizationsArePaged() {
        TeamsApi founder = TeamsApi.of(people.a().owner());
        for (int i = 0; i < 3; i++) {
            founder.createOrganization("Acme " + i);
        }

        String cursor = founder.get("/api/organizations?limit=2")
                .statusCode(200)
                .body("items", hasSize(2))
                .extract()
                .path("nextCursor");

        founder.get("/api/organizations?limit=2&cursor={cursor}", cursor)
                .statusCode(200)
                .body("items", hasSize(1))
                .body("nextCursor", nullValue());
        founder.get("/api/organizations?cursor=forged").statusCode(400);
        founder.get("/api/organizations?limit=0").statusCode(400);
    }

    @Test
    void whatIsNullInAChangeIsRemovedAndWhatIsLeftOutStays() {
        TestUser founder = new TestUser("founder-" + Ids.next());
        UUID organization = TeamsApi.id(TeamsApi.of(founder)
                .post(
                        "/api/organizations",
                        Map.of("name", "Acme", "billingEmail", "billing@acme.example", "taxId", "DE123456789"))
                .statusCode(201));
        TeamsApi owner = TeamsApi.of(founder, organization);

        owner.patch("{\"billingEmail\": null}", "/api/organizations/{id}", organization)
                .statusCode(200)
                .body("billingEmail", nullValue())
                .body("taxId", equalTo("DE123456789"));
        owner.patch("{\"taxId\": null, \"name\": \"Acme Ltd\"}", "/api/organizations/{id}", organization)
                .statusCode(200)
                .body("taxId", nullValue())
                .body("name", equalTo("Acme Ltd"))
                .body("timeZone", equalTo("UTC"));
        for (String field : List.of("name", "timeZone")) {
            owner.patch("{\"" + field + "\": null}", "/api/organizations/{id}", organization)
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/" + field));
        }
    }
}
