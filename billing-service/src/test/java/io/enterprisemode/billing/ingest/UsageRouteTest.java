package io.enterprisemode.billing.ingest;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.logs.LoggedTrouble;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.AccessRecheck;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are answered before REST is asked, and that nobody can tell. */
@QuarkusTest
@WithSuite("billing")
class UsageRouteTest {

    /** Takes what REST writes; the direct way leaves such a choice to it. */
    private static final String CHOICE = "application/json, text/plain";

    @Inject
    MeterRegistry metrics;

    private TestOrganization acme;
    private TestOrganization globex;
    /** A member's, which was verified a moment ago. */
    private String token;

    @BeforeEach
    void twoOrganizationsWhoseMembersAreKnown() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional");
        token = acme.member().token();
        send(event("emails", acme.workspaceId(), 1)).statusCode(200);
    }

    private double direct() {
        return metrics.get("enterprise.usage.requests.direct").functionCounter().count();
    }

    private static RequestSpecification bearing(String token) {
        return given().auth().oauth2(token).contentType(UsageFormat.PLAIN);
    }

    private ValidatableResponse send(Object body) {
        return bearing(token).body(body).post(USAGE).then();
    }

    private Response post(String accept, String contentType, byte[] body) {
        return bearing(token).accept(accept).contentType(contentType).body(body).post(USAGE);
    }

    @Test
    void usageOfAKnownCallerIsTakenDirectly() {
        double before = direct();

        send(List.of(event("emails", acme.workspaceId(), 5), event("emails", acme.workspaceId(), 2)))
                .statusCode(200)
                .body("results.status", equalTo(List.of("accepted", "accepted")))
                .body("results[1].standing.used", equalTo(8));

        assertThat(direct()).isEqualTo(before + 1);
        assertThat(used(acme, "emails")).isEqualTo(8);
    }

    @Test
    void bothWaysKnowTheSameEvents() {
        Map<String, Object> event = event("emails", acme.workspaceId(), 5);
        send(event).body("results.status", equalTo(List.of("accepted")));
        double before = direct();

        bearing(token)
                .accept(CHOICE)
                .body(event)
                .post(USAGE)
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of("duplicate")));

        assertThat(direct()).isEqualTo(before);
        assertThat(used(acme, "emails")).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":",
                "",
                "[]",
                "17",
                "{}",
                "[{\"id\":\"a\",\"source\":\"/s\",\"type\":\"no-such-meter\"}, null, {\"id\":7}]",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{\"id\":\"\ud83d\ude00\",\"source\":\"/s\",\"type\":\"emails\",\"subject\":\"nowhere\"}"
            })
    void bothWaysAnswerTheSame(String body) {
        for (String contentType : List.of(UsageFormat.PLAIN, UsageFormat.BATCH, UsageFormat.STRUCTURED)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            double before = direct();
            Response direct = post("*/*", contentType, bytes);
            assertThat(direct()).isEqualTo(before + 1);
            Response rest = post(CHOICE, contentType, bytes);
            assertThat(direct()).isEqualTo(before + 1);

            assertThat(direct.statusCode()).isEqualTo(rest.statusCode());
            assertThat(content(direct)).isEqualTo(content(rest));
            for (String header : List.of("Content-Type", "Cache-Control", "X-Content-Type-Options")) {
                assertThat(direct.header(header)).as(header).isNotNull().isEqualTo(rest.header(header));
            }
            assertThat(direct.header("X-Request-Id")).isNotEqualTo(rest.header("X-Request-Id"));
        }
    }

    /** Without what tells one request from another. */
    private static Map<String, Object> content(Response response) {
        Map<String, Object> content = response.jsonPath().getMap("");
        content.remove("requestId");
        content.remove("traceId");
        return content;
    }

    @Test
    void anotherFormOfAnswerIsLeftToRest() {
        double before = direct();

        bearing(token)
                .header("Prefer", "respond-async")
                .body(event("emails", acme.workspaceId(), 1))
                .post(USAGE)
                .then()
                .statusCode(202);
        post("*/*", "text/plain", new byte[0]).then().statusCode(415);

        assertThat(direct()).isEqualTo(before);
    }

    @Test
    void aQueryIsRefusedByRest() {
        double before = direct();

        bearing(token)
                .body(event("emails", acme.workspaceId(), 1))
                .post(USAGE + "?dryRun=true")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("dryRun")))
                .body("errors.detail", equalTo(List.of("is not a known parameter, there are none here")));
        bearing(acme.viewer().token())
                .body("[]")
                .post(USAGE + "?dryRun=true")
                .then()
                .statusCode(403);

        assertThat(direct()).isEqualTo(before);
        assertThat(used(acme, "emails")).isEqualTo(1);
    }

    @Test
    void whoMayNotSendUsageIsRefusedByRest() {
        double before = direct();
        String viewer = acme.viewer().token();

        for (int time = 0; time < 2; time++) {
            given().contentType(UsageFormat.PLAIN).body("[]").post(USAGE).then().statusCode(401);
            bearing(token + "x").body("[]").post(USAGE).then().statusCode(401);
            bearing(viewer).body("[]").post(USAGE).then().statusCode(403);
            bearing(token)
                    .header("Enterprise-Org", globex.id())
                    .body("[]")
                    .post(USAGE)
                    .then()
                    .statusCode(404);
            bearing(token)
                    .header("Enterprise-Org", "no id")
                    .body("[]")
                    .post(USAGE)
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("Enterprise-Org"));
        }

        assertThat(direct()).isEqualTo(before);
    }

    @Test
    void whoseRoleIsWithdrawnIsRefused() {
        AccessEvents.revoke(acme, acme.member());

        Awaitility.await("the withdrawal")
                .atMost(Duration.ofSeconds(30))
                .until(() -> send(List.of()).extract().statusCode() == 404);
    }

    @Test
    void whoseRoleIsWithdrawnWhileTheBodyComesIsRefused() throws Exception {
        double before;
        byte[] body = ("{\"id\":\"late\",\"source\":\"/late\",\"type\":\"emails\",\"subject\":\"%s\","
                        + "\"data\":{\"quantity\":7}}")
                .formatted(acme.workspaceId())
                .getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST " + USAGE + " HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                    + body.length + "\r\n\r\n{")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            AccessEvents.revoke(acme, acme.member());
            Awaitility.await("the withdrawal")
                    .pollDelay(AccessRecheck.GOOD_FOR.plusMillis(100))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> send(List.of()).extract().statusCode() == 404);

            before = direct();
            socket.getOutputStream().write(body, 1, body.length - 1);
            socket.getOutputStream().flush();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404");
        }
        assertThat(direct()).isEqualTo(before + 1);
        assertThat(used(acme, "emails")).isEqualTo(1);
    }

    @Test
    void aTeamMembersReachIsThatOfTheTeam() {
        token = acme.teamMember().token();
        send(event("emails", acme.workspaceId(), 1));
        double before = direct();

        assertThat(statuses(send(
                        List.of(event("emails", acme.workspaceId(), 1), event("emails", acme.otherWorkspaceId(), 1)))))
                .containsExactly("accepted", "rejected");

        assertThat(direct()).isEqualTo(before + 1);
    }

    @Test
    void aThousandEventsAreAnsweredDirectlyAndOneMoreIsRefused() {
        double before = direct();
        Map<String, Object> event = event("emails", acme.workspaceId(), 1);

        assertThat(statuses(send(Collections.nCopies(1_000, event))))
                .hasSize(1_000)
                .startsWith("accepted", "duplicate");
        send(Collections.nCopies(1_001, event)).statusCode(400);

        assertThat(direct()).isEqualTo(before + 2);
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItComesHoweverItsLengthIsWritten() throws IOException {
        double before = direct();
        String request = "POST " + USAGE + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: 0000000000000000006000000\r\n\r\n";

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            assertThat(answer).isEqualTo("HTTP/1.1 413");
        }

        assertThat(direct()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {USAGE, BillingApi.BACKFILL, BillingApi.SUBSCRIPTIONS})
    void whoHangsUpInTheMiddleOfABodyLeavesNoErrorInTheLog(String path) throws Exception {
        for (int sent : new int[] {0, 100, 300_000}) {
            for (boolean reset : new boolean[] {true, false}) {
                try (LoggedTrouble trouble = new LoggedTrouble()) {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
                        socket.setSoLinger(reset, 0);
                        socket.getOutputStream().write(beginning(path, sent).getBytes(StandardCharsets.UTF_8));
                        socket.getOutputStream().flush();
                        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                    }
                    Awaitility.await()
                            .during(Duration.ofMillis(500))
                            .atMost(Duration.ofSeconds(5))
                            .untilAsserted(() -> assertThat(trouble.messages()).isEmpty());
                }
            }
        }
    }

    private String beginning(String path, int sent) {
        String token = path.equals(BillingApi.BACKFILL)
                ? Tokens.serviceAccount("producer", "usage:backfill").signed()
                : acme.owner().token();
        String type = path.equals(BillingApi.BACKFILL) ? "application/x-ndjson" : "application/json";
        return "POST " + path + " HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer " + token + "\r\nEnterprise-Org: "
                + acme.id() + "\r\nContent-Type: " + type + "\r\nContent-Length: 1000000\r\n\r\n"
                + " ".repeat(sent);
    }

    /**
     * An event after so much white space that the body is over the limit only once it is read, and valid if nobody
     * minds.
     */
    @Test
    void aBodyOverHttp2WithoutALengthIsHeldToTheLimitAndNothingOfItIsCounted() throws Exception {
        String events = "[" + " ".repeat(6_000_000)
                + new ObjectMapper().writeValueAsString(event("emails", acme.workspaceId(), 5)) + "]";
        try (HttpClient http = HttpClient.newBuilder().version(Version.HTTP_2).build()) {
            URI usage = URI.create(RestAssured.baseURI + ":" + RestAssured.port + USAGE);
            HttpResponse<String> first = http.send(HttpRequest.newBuilder(usage).build(), BodyHandlers.ofString());
            assertThat(first.version()).isEqualTo(Version.HTTP_2);

            for (String contentType : List.of(UsageFormat.PLAIN, UsageFormat.BATCH)) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(usage)
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", contentType)
                                .POST(BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(events.getBytes(StandardCharsets.UTF_8))))
                                .build(),
                        BodyHandlers.ofString());

                assertThat(answer.version()).isEqualTo(Version.HTTP_2);
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(answer.body()).contains("/problems/too-large");
            }
        }

        assertThat(used(acme, "emails")).isEqualTo(1);
    }
}
