package io.enterprisemode.teams.scim;

import static io.restassured.RestAssured.given;

import io.enterprisemode.testkit.http.OpenApiConformance;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SCIM as an identity provider speaks it.
 *
 * @param token an API key with the scope {@code sso:manage}
 */
record ScimApi(String token) {

    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    static final String MEMBERSHIP = "'urn:enterprisemode:params:scim:schemas:extension:membership:2.0:User'";
    private static final String SCIM = "application/scim+json";

    RequestSpecification request() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(SCIM, ContentType.JSON)
                                .defaultContentCharset(StandardCharsets.UTF_8)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .auth()
                .oauth2(token)
                .accept(SCIM)
                .contentType(SCIM);
    }

    ValidatableResponse get(String path, Object... parameters) {
        return request().get("/scim/v2" + path, parameters).then();
    }

    ValidatableResponse find(String path, String filter) {
        return request().queryParam("filter", filter).get("/scim/v2" + path).then();
    }

    ValidatableResponse post(String path, Object body) {
        return request().body(body).post("/scim/v2" + path).then();
    }

    ValidatableResponse put(String path, String id, Object body) {
        return request().body(body).put("/scim/v2" + path + "/{id}", id).then();
    }

    ValidatableResponse patch(String path, String id, Object... operations) {
        return request()
                .filter(OpenApiConformance.requestUnchecked())
                .body(Map.of("schemas", List.of(PATCH), "Operations", List.of(operations)))
                .patch("/scim/v2" + path + "/{id}", id)
                .then();
    }

    ValidatableResponse delete(String path, String id) {
        return request().delete("/scim/v2" + path + "/{id}", id).then();
    }

    /** A user as identity providers send it. */
    static Map<String, Object> user(String userName) {
        Map<String, Object> user = new HashMap<>();
        user.put("schemas", List.of(USER));
        user.put("userName", userName);
        user.put("externalId", "ext-" + userName);
        user.put("displayName", "Display of " + userName);
        user.put("name", Map.of("givenName", "Given", "familyName", "Family"));
        user.put("emails", List.of(Map.of("value", userName, "type", "work", "primary", true)));
        user.put("active", true);
        return user;
    }

    String createUser(String userName) {
        return post("/Users", user(userName)).statusCode(201).extract().path("id");
    }

    String createGroup(String displayName, String... members) {
        List<Map<String, String>> values = new ArrayList<>();
        for (String member : members) {
            values.add(Map.of("value", member));
        }
        return post("/Groups", Map.of("schemas", List.of(GROUP), "displayName", displayName, "members", values))
                .statusCode(201)
                .extract()
                .path("id");
    }

    static Map<String, Object> operation(String op, String path, Object value) {
        return Map.of("op", op, "path", path, "value", value);
    }
}
