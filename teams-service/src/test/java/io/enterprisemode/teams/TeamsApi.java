package io.enterprisemode.teams;

import static io.restassured.RestAssured.given;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.organizations.TestUser;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service as one caller sees it over HTTP.
 *
 * @param token access token or API key
 * @param organization the organization to act in; null: not named
 */
public record TeamsApi(String token, @Nullable UUID organization) {

    public static TeamsApi of(TestUser user, UUID organization) {
        return new TeamsApi(user.token(), organization);
    }

    public static TeamsApi of(TestUser user) {
        return new TeamsApi(user.token(), null);
    }

    public RequestSpecification request() {
        RequestSpecification request = given().auth().oauth2(token);
        return organization == null ? request : request.header("Enterprise-Org", organization);
    }

    public ValidatableResponse get(String path, Object... parameters) {
        return request().get(path, parameters).then();
    }

    public ValidatableResponse delete(String path, Object... parameters) {
        return request().delete(path, parameters).then();
    }

    public ValidatableResponse post(String path, Object body) {
        return request().contentType(ContentType.JSON).body(body).post(path).then();
    }

    public ValidatableResponse post(String path, String idempotencyKey, Object body) {
        return request()
                .header("Idempotency-Key", idempotencyKey)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }

    public ValidatableResponse patch(Object body, String path, Object... parameters) {
        return request()
                .contentType(ContentType.JSON)
                .body(body)
                .patch(path, parameters)
                .then();
    }

    public ValidatableResponse put(Object body, String path, Object... parameters) {
        return request()
                .contentType(ContentType.JSON)
                .body(body)
                .put(path, parameters)
                .then();
    }

    /** Founds an organization, whose plan has no limits. */
    public UUID createOrganization(String name) {
        UUID organization = id(post("/api/organizations", Map.of("name", name)).statusCode(201));
        TestPlans.unlimited(organization);
        return organization;
    }

    public UUID createTeam(String name) {
        return id(post("/api/teams", Map.of("name", name)).statusCode(201));
    }

    public UUID createWorkspace(UUID teamId, String name) {
        return id(
                post("/api/workspaces", Map.of("teamId", teamId, "name", name)).statusCode(201));
    }

    /** The token of a new invitation. */
    public String invite(String email, Role role, @Nullable UUID nodeId) {
        Map<String, Object> body = new HashMap<>(Map.of("email", email, "role", role));
        if (nodeId != null) {
            body.put("nodeId", nodeId);
        }
        return post("/api/invitations", body).statusCode(201).extract().path("token");
    }

    /** Makes the user a member, by invitation. */
    public void admit(TestUser user, Role role, @Nullable UUID nodeId) {
        String invitation = invite(email(user), role, nodeId);
        of(user).post("/api/invitations/accept", Map.of("token", invitation)).statusCode(200);
    }

    public ValidatableResponse assign(TestUser user, UUID nodeId, Role role) {
        return put(Map.of("role", role), "/api/members/{member}/roles/{node}", user.principalId(), nodeId);
    }

    /** The address in the tokens of a test's users. */
    public static String email(TestUser user) {
        return user.subject() + "@acme.example";
    }

    public static UUID id(ValidatableResponse response) {
        return UUID.fromString(response.extract().path("id"));
    }
}
