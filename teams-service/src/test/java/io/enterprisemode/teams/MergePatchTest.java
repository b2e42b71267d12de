package io.enterprisemode.teams;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever takes a JSON Merge Patch (RFC 7396) takes it under its own media type and as JSON, with the same meaning.
 */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class MergePatchTest {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private TestOrganization acme;
    private TeamsApi owner;

    @BeforeEach
    void anOrganization() {
        acme = PopulatedOrganizations.make().a();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    private ValidatableResponse patch(String type, String path, String body) {
        return owner.request().contentType(type).body(body).patch(path).then();
    }

    /** What can be changed; everything of them has a name but the last, which has a switch. */
    private List<String> changeable() {
        String domains = "/api/organizations/" + acme.id() + "/domains";
        String domain = "d" + acme.id() + ".example";
        owner.post(domains, Map.of("domain", domain, "jitEnabled", false, "jitRole", "VIEWER"))
                .statusCode(201);
        return List.of(
                "/api/organizations/" + acme.id(),
                "/api/teams/" + acme.teamId(),
                "/api/workspaces/" + acme.workspaceId(),
                domains + "/" + domain);
    }

    @Test
    void aPatchMayComeUnderItsOwnMediaType() {
        patch(MERGE_PATCH, "/api/organizations/" + acme.id(), "{\"billingEmail\": \"billing@acme.example\"}")
                .statusCode(200)
                .body("billingEmail", equalTo("billing@acme.example"));
        patch(MERGE_PATCH + "; charset=utf-8", "/api/organizations/" + acme.id(), "{\"billingEmail\": null}")
                .statusCode(200)
                .body("billingEmail", nullValue());
        patch(MERGE_PATCH, "/api/teams/" + acme.teamId(), "{\"name\": \"Core\"}")
                .statusCode(200)
                .body("name", equalTo("Core"));
        patch(MERGE_PATCH, "/api/workspaces/" + acme.workspaceId(), "{\"name\": \"Live\"}")
                .statusCode(200)
                .body("name", equalTo("Live"));
        patch(MERGE_PATCH, changeable().getLast(), "{\"jitEnabled\": true}")
                .statusCode(200)
                .body("jitEnabled", equalTo(true))
                .body("jitRole", equalTo("VIEWER"));
    }

    @Test
    void whatIsLeftOutStaysAndWhatCannotBeRemovedIsNamed() {
        for (String path : changeable()) {
            String tag = owner.get(path).statusCode(200).extract().header("ETag");
            String member = path.contains("/domains/") ? "jitEnabled" : "name";
            for (String type : List.of(MERGE_PATCH, "application/json")) {
                patch(type, path, "{}").statusCode(200).header("ETag", equalTo(tag));
                patch(type, path, "{\"" + member + "\": null}")
                        .statusCode(400)
                        .body("errors[0].pointer", equalTo("/" + member));
                patch(type, path, "[]").statusCode(400);
                patch(type, path, "null").statusCode(400);
            }
        }
    }

    @Test
    void itIsReadAsStrictlyAsOtherJson() {
        String team = "/api/teams/" + acme.teamId();

        patch(MERGE_PATCH, team, "{\"name\": \"a\\ud83db\"}")
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
        patch(MERGE_PATCH, team, "{\"name\": \"Core\", \"name\": \"Other\"}")
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
        patch(MERGE_PATCH, team, "{\"nonsense\": 1}").statusCode(400).body("errors[0].pointer", equalTo("/nonsense"));
        patch(MERGE_PATCH + "; charset=utf-16", team, "{\"name\": \"Core\"}").statusCode(415);
        patch("application/json-patch+json", team, "[]").statusCode(415);
    }

    @Test
    void whichFormatsAPatchMayHaveIsTold() {
        String formats = "application/json, " + MERGE_PATCH;
        for (String path : changeable()) {
            owner.request().options(path).then().statusCode(200).header("Accept-Patch", equalTo(formats));
            patch("text/plain", path, "x").statusCode(415).header("Accept-Patch", equalTo(formats));
        }
        owner.request().options("/api/teams").then().statusCode(200).header("Accept-Patch", nullValue());
    }

    @Test
    void whatMakesSomethingIsNoPatch() {
        owner.request()
                .contentType(MERGE_PATCH)
                .body("{\"name\": \"Core\"}")
                .post("/api/teams")
                .then()
                .statusCode(415);
    }
}
