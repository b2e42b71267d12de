package io.enterprisemode.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.gateway.StandInServices.Reply;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestProfile(RateLimitTest.Low.class)
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RateLimitTest {

    /** Limits that a test reaches. */
    public static final class Low implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "enterprise.gateway.limits.requests.most", "5",
                    "enterprise.gateway.limits.data.most", "20",
                    "enterprise.gateway.limits.organizations.most", "2",
                    "enterprise.gateway.limits.refused-credentials.most", "8",
                    "enterprise.gateway.limits.refused-credentials.per", "PT1H",
                    "enterprise.gateway.limits.sign-in.most", "6");
        }
    }

    @TestHTTPResource
    URI gateway;

    @Test
    void aPersonWhoAsksTooMuchIsToldWhenToComeBackAndNobodyElseIs() {
        String one = verified("rita");
        String another = verified("rita");
        for (int i = 0; i < 5; i++) {
            get(one).statusCode(200);
        }

        get(another)
                .statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/too-many-requests"))
                .header("Retry-After", notNullValue())
                .header("RateLimit-Policy", "\"requests\";q=5;w=60")
                .header("RateLimit", notNullValue());
        get(verified("mia")).statusCode(200);
    }

    @Test
    void dataHasALimitOfItsOwn() {
        String producer = verified("producer-1");
        for (int i = 0; i < 19; i++) {
            given().noFilters()
                    .header("Authorization", "Bearer " + producer)
                    .post("/api/billing/usage")
                    .then()
                    .statusCode(200);
        }
        get(producer).statusCode(200);
    }

    @Test
    void aPersonFoundsSoManyOrganizationsAndNoMore() {
        String token = verified("frieda");
        StandInServices.service("teams").answers("/api/organizations", new Reply(201, "{}"));

        found(token).statusCode(201);
        found(token).statusCode(201);
        found(token).statusCode(429).header("RateLimit-Policy", "\"organizations\";q=2;w=3600");
    }

    /** After those that sign in. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void whoSignsInAgainAndAgainIsHeldUp() {
        int status = 0;
        for (int i = 0; i < 8; i++) {
            status = new Browser(gateway).get("/login?then=/").statusCode();
        }

        assertThat(status).isEqualTo(429);
    }

    @Test
    void aSessionIsCountedForItsPerson() {
        Browser browser = Browser.signedIn(gateway, "sonja", "");
        Browser other = Browser.signedIn(gateway, "sonja", "");
        for (int i = 0; i < 5; i++) {
            assertThat(browser.get("/api/teams").statusCode()).isEqualTo(200);
        }

        assertThat(other.get("/api/teams").statusCode()).isEqualTo(429);
    }

    /** The last one: after it this address is held up for an hour. */
    @Test
    @Order(Integer.MAX_VALUE)
    void guessingCredentialsEndsSoonWhateverTheyClaim() {
        String known = verified("nora");
        StandInServices.service("teams").answers("/api/members", new Reply(401, "{}"));
        int status = 0;
        for (int i = 0; i < 12; i++) {
            status = given().noFilters()
                    .header("Authorization", "Bearer guess." + i + ".x")
                    .header("X-Forwarded-For", "203.0.113." + i)
                    .get("/api/members")
                    .statusCode();
        }

        assertThat(status).isEqualTo(429);
        get(known).statusCode(200);
    }

    /** A token that a service has already verified for this gateway. */
    private static String verified(String who) {
        String token = Tokens.user(who).signed();
        given().noFilters()
                .header("Authorization", "Bearer " + token)
                .post("/api/billing/usage")
                .then()
                .statusCode(200);
        return token;
    }

    private static io.restassured.response.ValidatableResponse get(String token) {
        return given().noFilters()
                .header("Authorization", "Bearer " + token)
                .get("/api/billing/plans")
                .then();
    }

    private static io.restassured.response.ValidatableResponse found(String token) {
        return given().noFilters()
                .header("Authorization", "Bearer " + token)
                .post("/api/organizations")
                .then();
    }
}
