package io.enterprisemode.teams;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiConformance;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is no character is refused wherever it comes in, and never becomes another one. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class UnicodeTest {

    private TestOrganization acme;

    @BeforeEach
    void anOrganization() {
        acme = PopulatedOrganizations.make().a();
    }

    private RequestSpecification request() {
        return given().filter(OpenApiConformance.requestUnchecked())
                .auth()
                .oauth2(acme.owner().token())
                .header("Enterprise-Org", acme.id());
    }

    private ValidatableResponse post(String path, String type, String before, String hex, String after) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        return request().contentType(type).body(body.toByteArray()).post(path).then();
    }

    @Test
    void bodiesOfJsonAreUtf8() {
        for (String hex : new String[] {"c0af", "eda080", "ff", "f4908080", "c3"}) {
            post("/api/teams", "application/json", "{\"name\": \"a", hex, "b\"}")
                    .statusCode(400)
                    .body("type", equalTo("/problems/malformed-json"));
            post("/scim/v2/Groups", "application/scim+json", "{\"displayName\": \"a", hex, "b\"}")
                    .statusCode(400)
                    .body("scimType", equalTo("invalidSyntax"));
        }
        post("/api/teams", "application/json", "{\"name\": \"a", "f09f9880", "b\"}")
                .statusCode(201)
                .body("name", equalTo("a😀b"));
    }

    @Test
    void bodiesThatAreSaidToBeInAnotherEncodingAreRefused() {
        byte[] team = "{\"name\": \"Platform\"}".getBytes(StandardCharsets.UTF_16);
        for (String charset : List.of("utf-16", "\"UTF-16\"", "iso-8859-1")) {
            request()
                    .contentType("application/json; charset=" + charset)
                    .body(team)
                    .post("/api/teams")
                    .then()
                    .statusCode(415)
                    .body("type", equalTo("/problems/unsupported-media-type"));
            request()
                    .contentType("application/scim+json;charset=" + charset)
                    .body(team)
                    .post("/scim/v2/Groups")
                    .then()
                    .statusCode(415)
                    .body("status", equalTo("415"));
            request()
                    .contentType("application/json;charset=" + charset)
                    .body(team)
                    .post("/access/v1/evaluation")
                    .then()
                    .statusCode(415);
        }
    }

    @Test
    void utf8MayBeNamedHoweverItIsWritten() {
        for (String type : List.of(
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\"",
                "application/json; CHARSET=Utf-8")) {
            post("/api/teams", type, "{\"name\": \"a", "f09f9880", "b\"}")
                    .statusCode(201)
                    .body("name", equalTo("a😀b"));
        }
    }

    @Test
    void whatIsNotReadMayBeSaidToBeInAnyEncoding() {
        request()
                .contentType("text/plain; charset=iso-8859-1")
                .post("/api/invitations/{id}/resend", UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void bodiesOfJsonAreUtf8HoweverTheirTypeIsWritten() {
        post("/api/teams", "Application/JSON", "{\"name\": \"a", "eda080", "b\"}")
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
    }

    @Test
    void escapesOfJsonAreWholeCharacters() {
        request()
                .contentType("application/json")
                .body("{\"name\": \"a\\ud83db\"}")
                .post("/api/teams")
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
    }

    @Test
    void pathsAndParametersAreUtf8() {
        for (String address : new String[] {"/api/members?cursor=%C0%AF", "/api/teams/%ED%A0%80"}) {
            request()
                    .urlEncodingEnabled(false)
                    .get(address)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/bad-request"));
        }
        TeamsApi.of(acme.owner(), acme.id())
                .post("/api/teams", Map.of("name", "Ä/Ö"))
                .statusCode(201);
    }
}
