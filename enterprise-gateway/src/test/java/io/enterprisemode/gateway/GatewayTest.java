package io.enterprisemode.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.gateway.StandInServices.Asked;
import io.enterprisemode.gateway.StandInServices.Reply;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.TokenFlaw;
import io.enterprisemode.testkit.identity.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
class GatewayTest {

    private static final String ACME = "0198c000-0000-7000-8000-00000000000a";
    private static final String GLOBEX = "0198c000-0000-7000-8000-00000000000b";

    @Test
    void aCallersOwnTokenIsForwardedAndNothingElseThatSaysWhoTheyAre() {
        String token = Tokens.user("olivia").signed();

        given().noFilters()
                .header("Authorization", "Bearer " + token)
                .header("Enterprise-Org", ACME)
                .header("X-Forwarded-For", "10.9.8.7")
                .header("Cookie", "q_session=forged")
                .header("X-Request-Id", "follow-me")
                .get("/api/billing/plans")
                .then()
                .statusCode(200)
                .header("X-Request-Id", "follow-me");

        Asked asked = StandInServices.service("billing").lastAsked("/api/billing/plans");
        assertThat(asked.headers())
                .containsEntry("authorization", "Bearer " + token)
                .containsEntry("enterprise-org", ACME)
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-request-id", "follow-me")
                .doesNotContainKey("cookie");
    }

    @Test
    void identityProvidersReachTheTeamsServiceAndAskWhatItSupportsWithoutACredential() {
        given().noFilters()
                .header("Authorization", "Bearer emk_key")
                .get("/scim/v2/Users")
                .then()
                .statusCode(200);
        given().noFilters().get("/scim/v2/ServiceProviderConfig").then().statusCode(200);
        given().noFilters().get("/scim/v2/Users").then().statusCode(401);

        assertThat(StandInServices.service("teams").lastAsked("/scim/v2/Users").headers())
                .containsEntry("authorization", "Bearer emk_key");
    }

    @Test
    void bodiesAndStatusesPassUnchanged() {
        StandInServices.service("teams").answers("/api/teams", new Reply(409, "{\"type\":\"/problems/conflict\"}"));

        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .contentType("application/json")
                .body("{\"name\":\"Zürich 🚀\"}")
                .post("/api/teams")
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/conflict"));

        assertThat(StandInServices.service("teams").lastAsked("/api/teams").body())
                .isEqualTo("{\"name\":\"Zürich 🚀\"}");
    }

    @Test
    void aBackfillMayBeLongerThanOtherBodies() {
        String lines = ("{\"id\":\"" + "0".repeat(1_000) + "\"}\n").repeat(6_000);

        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .contentType("application/x-ndjson")
                .body(lines.getBytes(UTF_8))
                .post("/api/billing/usage/backfill")
                .then()
                .statusCode(200);

        assertThat(StandInServices.service("billing")
                        .lastAsked("/api/billing/usage/backfill")
                        .body())
                .hasSize(lines.length());
    }

    @Test
    void otherBodiesOverFiveMebibytesAreRefused() {
        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .contentType("application/json")
                .body(new byte[6 * 1024 * 1024])
                .post("/api/billing/usage")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void aRequestWithoutTokenAndSessionIsNotForwarded() {
        given().noFilters()
                .post("/api/workspaces")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/unauthenticated"))
                .body("requestId", notNullValue());
    }

    @Test
    void decisionsAndWhereToAskForThemAreForwardedToTeams() {
        StandInServices.service("teams").answers("/access/v1/evaluation", new Reply(200, "{\"decision\":true}"));
        StandInServices.service("teams")
                .answers("/.well-known/authzen-configuration", new Reply(200, "{\"policy_decision_point\":\"x\"}"));

        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .header("X-Request-ID", "decision-1")
                .contentType("application/json")
                .body("{}")
                .post("/access/v1/evaluation")
                .then()
                .statusCode(200)
                .header("X-Request-ID", "decision-1")
                .body("decision", equalTo(true));
        given().noFilters()
                .get("/.well-known/authzen-configuration")
                .then()
                .statusCode(200)
                .body("policy_decision_point", equalTo("x"));
        given().noFilters()
                .contentType("application/json")
                .body("{}")
                .post("/access/v1/evaluation")
                .then()
                .statusCode(401);
    }

    @Test
    void identityProvidersAreAnsweredInTheirOwnForm() {
        given().noFilters()
                .get("/scim/v2/Users")
                .then()
                .statusCode(401)
                .contentType("application/scim+json")
                .body("schemas", hasItem("urn:ietf:params:scim:api:messages:2.0:Error"))
                .body("status", equalTo("401"));
    }

    @ParameterizedTest
    @EnumSource(TokenFlaw.class)
    void aFlawedTokenIsRefusedByTheGatewaysOwnOperations(TokenFlaw flaw) {
        given().header("Authorization", "Bearer " + Tokens.flawed(flaw, "olivia"))
                .get("/api/enterprise/health")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer .", "Bearer ..", "Bearer a.b.c", "Bearer", "Basic eDp5", "bearer emk_x"})
    void aCredentialThatIsNoneIsRefusedWithAChallenge(String authorization) {
        given().noFilters()
                .header("Authorization", authorization)
                .get("/api/enterprise/health")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer");
    }

    @Test
    void theSchemeOfACredentialIsComparedWithoutCase() {
        given().noFilters()
                .header("Authorization", "bEARER " + Tokens.user("olivia").signed())
                .get("/api/enterprise/health")
                .then()
                .statusCode(200)
                .header("Enterprise-Caller", nullValue());
    }

    @Test
    void aRequestWithoutACredentialIsChallenged() {
        given().noFilters().get("/api/workspaces").then().statusCode(401).header("WWW-Authenticate", "Bearer");
        given().noFilters().get("/scim/v2/Users").then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void anErrorIsKeptByNobody() {
        given().noFilters()
                .get("/static/bundle/gone-12345678.js")
                .then()
                .statusCode(404)
                .header("Cache-Control", "no-store");
    }

    @Test
    void aFileWhoseNameStaysWhenItChangesIsAskedForAgain() {
        given().noFilters().get("/theme.js").then().statusCode(200).header("Cache-Control", "no-cache");
    }

    @Test
    void apiKeysAreNotForTheGatewaysOwnOperations() {
        given().header("Authorization", "Bearer emk_" + "a".repeat(20) + "_" + "b".repeat(43))
                .get("/api/enterprise/health")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "session", "summary"})
    void theGatewaysOwnOperationsTakeNoParameters(String operation) {
        given().header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .get("/api/enterprise/" + operation + "?organization=" + ACME)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", hasItem("organization"));
        given().get("/api/enterprise/" + operation + "?organization=" + ACME)
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/billingx/plans", "/api/enterprise/none"})
    void anUnknownPathIsAProblemDocument(String path) {
        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() {
        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .contentType("application/json")
                .body(new byte[6 * 1024 * 1024])
                .post("/api/billing/usage")
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/too-large"));
    }

    @Test
    void pagesCarryAStrictPolicyAndAreAskedForAgain() {
        given().noFilters()
                .get("/")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Content-Security-Policy", not(containsString("unsafe")))
                .header("X-Frame-Options", "DENY")
                .header("Cache-Control", "no-cache");
    }

    @Test
    void anAddressWithoutAPageIsAnsweredWithTheFrame() {
        given().noFilters()
                .header("Accept", "text/html,application/xhtml+xml")
                .get("/billing/nothing")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Cache-Control", "no-cache")
                .body(containsString("<em-app>"));
        given().noFilters()
                .header("Accept", "application/json")
                .get("/billing/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().noFilters()
                .header("Accept", "text/html")
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .get("/api/nothing")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
        given().noFilters().header("Accept", "text/html").get("/").then().statusCode(200);
    }

    @Test
    void signingInGoesToTheProviderWithAProofKey() {
        given().noFilters()
                .redirects()
                .follow(false)
                .get("/login?then=/")
                .then()
                .statusCode(302)
                .header("Location", containsString("code_challenge_method=S256"))
                .header("Location", containsString("client_id=enterprise-gateway"));
    }

    @Test
    void theSummaryOfAnOrganizationPutsTheServicesTogether() {
        StandInServices.service("teams")
                .answers(
                        "/api/organizations/" + ACME,
                        new Reply(200, "{\"name\":\"Acme\",\"timeZone\":\"Europe/Zurich\"}"));
        StandInServices.service("billing").answers("/api/billing/usage", new Reply(200, """
                                {"asOf":"2026-11-22T10:00:00Z","periodStart":"2026-11-01T00:00:00Z",
                                 "periodEnd":"2026-12-01T00:00:00Z",
                                 "scope":"ORGANIZATION","meters":[{"meter":"emails","unit":"email",
                                  "used":9007199254740993,
                                 "included":100000,"state":"OVERAGE","limit":100000,"softLimit":80000,
                                 "behaviour":"OVERAGE","remaining":0},
                                 {"meter":"jobs","unit":"job","used":7,"included":0,"state":"NOT_IN_PLAN"}]}"""));

        given().header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .header("Enterprise-Org", ACME)
                .get("/api/enterprise/summary")
                .then()
                .statusCode(200)
                .body("organization.name", equalTo("Acme"))
                .body("usage.meters[0].used", equalTo(9007199254740993L))
                .body("usage.meters[0].state", equalTo("OVERAGE"))
                .body("usage.meters[1].limit", nullValue())
                .body("alerts.id", not(hasItem("limit-jobs")))
                .body("health.checks.id", hasItem("soft-limits"))
                .body("alerts.id", hasItem("limit-emails"));
    }

    @Test
    void anAnswerThatCannotBeReadFailsAloneAndIsNamed() {
        String organization = UUID.randomUUID().toString();
        StandInServices.service("teams")
                .answers("/api/organizations/" + organization, new Reply(200, "{\"name\":\"Initech\"}"));
        StandInServices.service("audit").answers("/api/reports/audit", new Reply(200, "{\"items\":[{}]}"));
        try {
            summary("olivia", organization)
                    .body("organization.name", equalTo("Initech"))
                    .body("activity", nullValue())
                    .body("sources.find { it.name == 'activity' }.status", equalTo("failed"))
                    .body("sources.find { it.name == 'activity' }.error", equalTo("its answer could not be read"))
                    .body("parts.find { it.name == 'audit' }.status", equalTo("failed"))
                    .body("sources.find { it.name == 'charges' }.status", equalTo("missing"))
                    .body("parts.find { it.name == 'billing' }.status", equalTo("ok"));
        } finally {
            StandInServices.service("audit").answers("/api/reports/audit", new Reply(200, "{\"items\":[]}"));
        }
    }

    @Test
    void aPartThatDoesNotAnswerInTimeIsNamedAndTheRestIsThere() {
        CountDownLatch never = new CountDownLatch(1);
        StandInServices.service("teams")
                .answers("/api/organizations/" + GLOBEX, new Reply(200, "{\"name\":\"Globex\"}"));
        StandInServices.service("reporting").answers("/api/reports/financial", new Reply(200, "{}", never));
        try {
            given().header("Authorization", "Bearer " + Tokens.user("otto").signed())
                    .header("Enterprise-Org", GLOBEX)
                    .get("/api/enterprise/summary")
                    .then()
                    .statusCode(200)
                    .body("organization.name", equalTo("Globex"))
                    .body("revenue", nullValue())
                    .body("parts.find { it.name == 'reporting' }.status", equalTo("failed"))
                    .body("parts.find { it.name == 'reporting' }.error", equalTo("it did not answer in time"))
                    .body("parts.find { it.name == 'teams' }.status", equalTo("ok"));
        } finally {
            never.countDown();
            StandInServices.service("reporting")
                    .answers("/api/reports/financial", new Reply(200, "{\"currencies\":[]}"));
        }
    }

    @Test
    void anEarlierAnswerIsShownAsStaleButOnlyToTheSameCaller() {
        String organization = UUID.randomUUID().toString();
        StandInServices.service("teams")
                .answers("/api/organizations/" + organization, new Reply(200, "{\"name\":\"Initech\"}"));
        summary("olivia", organization).body("organization.name", equalTo("Initech"));
        StandInServices.service("teams").answers("/api/organizations/" + organization, new Reply(503, "{}"));

        summary("olivia", organization)
                .body("organization.name", equalTo("Initech"))
                .body("parts.find { it.name == 'teams' }.status", equalTo("stale"));
        summary("mia", organization)
                .body("organization.name", equalTo(organization))
                .body("parts.find { it.name == 'teams' }.status", equalTo("failed"));
    }

    @Test
    void whatACallerSawByOtherRolesIsNotShownWhileTheServiceIsAway() {
        String organization = UUID.randomUUID().toString();
        StandInServices.service("billing").answers("/api/billing/invoices/open", new Reply(200, """
                                {"asOf":"2026-11-22T10:00:00Z","currencies":[{"invoices":3,
                                 "amount":{"amountMinor":29700,"currency":"USD"},
                                  "oldestIssuedAt":"2026-11-01T00:00:00Z"}]}"""));
        roles("OWNER");
        try {
            summary("olivia", organization).body("openInvoices[0].invoices", equalTo(3));
            StandInServices.service("billing").answers("/api/billing/invoices/open", new Reply(503, "{}"));
            summary("olivia", organization)
                    .body("openInvoices[0].invoices", equalTo(3))
                    .body("sources.find { it.name == 'openInvoices' }.status", equalTo("stale"));

            roles("MEMBER");
            summary("olivia", organization)
                    .body("openInvoices", nullValue())
                    .body("sources.find { it.name == 'openInvoices' }.status", equalTo("failed"));
        } finally {
            StandInServices.service("billing").answersAsUsual("/api/billing/invoices/open");
            StandInServices.service("teams").answersAsUsual("/api/organizations");
        }
    }

    @Test
    void theSummaryTellsATrialAndWhatWaitsInTheDaysOfTheOrganization() {
        String organization = UUID.randomUUID().toString();
        StandInServices.service("teams")
                .answers(
                        "/api/organizations/" + organization,
                        new Reply(200, "{\"name\":\"Initech\",\"timeZone\":\"Asia/Kolkata\"}"));
        StandInServices.service("billing").answers("/api/billing/subscriptions", new Reply(200, """
                                {"items":[{"plan":"professional","planName":"Professional","status":"TRIALING",
                                 "interval":"MONTH","price":{"amountMinor":9900,"currency":"USD"},
                                 "currentPeriodEnd":"2036-12-31T20:00:00Z","trialEnd":"2036-12-31T20:00:00Z",
                                 "pendingChange":{"plan":"starter","planVersion":1,"planName":"Starter",
                                  "interval":"MONTH","price":{"amountMinor":2900,"currency":"USD"},
                                  "at":"2036-12-31T20:00:00Z"}}]}"""));
        try {
            summary("olivia", organization)
                    .body("subscription.trialEnd", equalTo("2036-12-31T20:00:00Z"))
                    .body("subscription.pendingChange.planName", equalTo("Starter"))
                    .body("subscription.pendingChange.priceMinor", equalTo(2_900))
                    .body("subscription.cancelAt", nullValue())
                    .body(
                            "alerts.find { it.id == 'trial-ends' }.title",
                            equalTo("The trial of Professional ends on 1 Jan 2037"))
                    .body(
                            "alerts.find { it.id == 'plan-changes' }.title",
                            equalTo("The plan changes to Starter on 1 Jan 2037"));
        } finally {
            StandInServices.service("billing").answersAsUsual("/api/billing/subscriptions");
        }
    }

    @Test
    void nothingIsShownInThePlaceOfAServiceThatCannotDecideWhoMayDoWhat() {
        String organization = UUID.randomUUID().toString();
        summary("olivia", organization).body("sources.find { it.name == 'activity' }.status", equalTo("ok"));
        StandInServices.service("audit")
                .answers("/api/reports/audit", new Reply(503, "{\"type\":\"/problems/access-view-stale\"}"));
        try {
            summary("olivia", organization)
                    .body("activity", nullValue())
                    .body("sources.find { it.name == 'activity' }.status", equalTo("failed"))
                    .body("sources.find { it.name == 'activity' }.error", equalTo("it cannot decide who may do what"));
        } finally {
            StandInServices.service("audit").answers("/api/reports/audit", new Reply(200, "{\"items\":[]}"));
        }
    }

    private static void roles(String onOrganization) {
        StandInServices.service("teams").answers("/api/organizations", new Reply(200, """
                        {"items":[{"roles":[{"nodeType":"ORGANIZATION","nodeId":"own",
                         "role":"%s"}]}]}""".formatted(onOrganization)));
    }

    @Test
    void whatACallerMayNoLongerSeeIsForgotten() {
        String organization = UUID.randomUUID().toString();
        StandInServices.service("teams")
                .answers("/api/organizations/" + organization, new Reply(200, "{\"name\":\"Initech\"}"));
        summary("olivia", organization).body("organization.name", equalTo("Initech"));

        StandInServices.service("teams").answers("/api/organizations/" + organization, new Reply(404, "{}"));

        given().header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .header("Enterprise-Org", organization)
                .get("/api/enterprise/summary")
                .then()
                .statusCode(404);
    }

    @Test
    void anOrganizationThatIsNoIdIsABadRequest() {
        given().noFilters()
                .header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .header("Enterprise-Org", "acme")
                .get("/api/enterprise/summary")
                .then()
                .statusCode(400)
                .body("errors[0].pointer", equalTo("Enterprise-Org"));
    }

    @Test
    void everyServiceHasItsHealth() {
        given().header("Authorization", "Bearer " + Tokens.user("vera").signed())
                .get("/api/enterprise/health")
                .then()
                .statusCode(200)
                .body("services.name", hasItem("gateway"))
                .body("services.name", hasItem("reporting"));
    }

    @Test
    void aStaleViewOfAccessIsPartOfTheHealthView() {
        StandInServices.service("billing").answers("/q/health/well", new Reply(503, """
                                {"status":"DOWN","checks":[{"name":"access-view","status":"DOWN",
                                 "data":{"ageSeconds":47,"staleAfterSeconds":10,"stale":true}}]}"""));
        try {
            Awaitility.await("the gateway has looked")
                    .untilAsserted(() -> given().header(
                                    "Authorization",
                                    "Bearer " + Tokens.user("vera").signed())
                            .get("/api/enterprise/health")
                            .then()
                            .statusCode(200)
                            .body("accessViews.find { it.service == 'billing' }.stale", equalTo(true))
                            .body("accessViews.find { it.service == 'billing' }.ageSeconds", equalTo(47)));
        } finally {
            StandInServices.service("billing").answers("/q/health/well", new Reply(200, "{}"));
        }
    }

    @Test
    void theSessionTellsWhoAndWhere() {
        StandInServices.service("teams").answers("/api/me", new Reply(200, """
                                {"organizations":[{"id":"%1$s","name":"Acme",
                                 "roles":[{"nodeType":"ORGANIZATION","nodeId":"%1$s",
                                  "role":"OWNER"}]}]}""".formatted(ACME)));

        given().header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                .get("/api/enterprise/session")
                .then()
                .statusCode(200)
                .body("user.principalId", notNullValue())
                .body("csrfToken.length()", greaterThan(40))
                .body("organizations[0].name", equalTo("Acme"))
                .body("organizations[0].role", equalTo("OWNER"))
                .body("nextCursor", nullValue());
    }

    @Test
    void theSessionSaysWhereTheOrganizationsBeyondAHundredAre() {
        String hundred = IntStream.range(0, 100)
                .mapToObj(i -> "{\"id\":\"%s\",\"name\":\"Acme\",\"roles\":[]}".formatted(UUID.randomUUID()))
                .collect(Collectors.joining(","));
        StandInServices.service("teams").answers("/api/me", new Reply(200, "{\"organizations\":[" + hundred + "]}"));
        StandInServices.service("teams")
                .answers(
                        "/api/organizations",
                        new Reply(200, "{\"items\":[" + hundred + "],\"nextCursor\":\"further\"}"));
        try {
            given().header("Authorization", "Bearer " + Tokens.user("olivia").signed())
                    .get("/api/enterprise/session")
                    .then()
                    .statusCode(200)
                    .body("organizations.size()", equalTo(100))
                    .body("nextCursor", equalTo("further"));
        } finally {
            StandInServices.service("teams").answers("/api/me", new Reply(200, "{\"organizations\":[]}"));
            StandInServices.service("teams").answersAsUsual("/api/organizations");
        }
    }

    private static io.restassured.response.ValidatableResponse summary(String user, String organization) {
        return given().header("Authorization", "Bearer " + Tokens.user(user).signed())
                .header("Enterprise-Org", organization)
                .get("/api/enterprise/summary")
                .then()
                .statusCode(200);
    }
}
