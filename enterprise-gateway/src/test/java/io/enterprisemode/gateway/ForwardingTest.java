package io.enterprisemode.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.gateway.StandInServices.Asked;
import io.enterprisemode.gateway.StandInServices.Reply;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.logs.LoggedTrouble;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between client and service, on the wire. */
@QuarkusTest
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
class ForwardingTest {

    private static final String BACKFILL = "/api/billing/usage/backfill";
    private static final String ORGANIZATION = "0b5e3f0a-5f3c-4a43-9a8b-2f5b6c7d8e9f";
    private static final String TOKEN = "Enterprise-Consistency-Token";
    private static final String LINES = "{\"id\":\"é\"}\n".repeat(100_000);

    @TestHTTPResource
    URI gateway;

    private final String token = Tokens.user("olivia").signed();

    @ParameterizedTest
    @EnumSource(Version.class)
    void aBodyWithoutALengthArrivesWhole(Version version) throws Exception {
        HttpResponse<String> answer = http(version)
                .send(
                        to(BACKFILL)
                                .POST(BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(LINES.getBytes(UTF_8))))
                                .build(),
                        BodyHandlers.ofString());

        Asked asked = StandInServices.service("billing").lastAsked(BACKFILL);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(asked.body()).isEqualTo(LINES);
        assertThat(asked.headers())
                .containsEntry("transfer-encoding", "chunked")
                .doesNotContainKey("content-length");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aBodyWithALengthKeepsIt(Version version) throws Exception {
        http(version).send(to(BACKFILL).POST(BodyPublishers.ofString(LINES)).build(), BodyHandlers.ofString());

        Asked asked = StandInServices.service("billing").lastAsked(BACKFILL);
        assertThat(asked.body()).isEqualTo(LINES);
        assertThat(asked.headers())
                .containsEntry("content-length", String.valueOf(LINES.getBytes(UTF_8).length))
                .doesNotContainKey("transfer-encoding");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void whatHasNoBodyGetsNone(Version version) throws Exception {
        http(version).send(to("/api/billing/plans").GET().build(), BodyHandlers.ofString());
        assertThat(StandInServices.service("billing")
                        .lastAsked("/api/billing/plans")
                        .headers())
                .doesNotContainKeys("content-length", "transfer-encoding");

        http(version).send(to("/api/teams").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(StandInServices.service("teams").lastAsked("/api/teams").body())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void tooLongABodyIsAnsweredAsAProblem(Version version) throws Exception {
        HttpResponse<String> answer = http(version)
                .send(
                        to("/api/billing/usage")
                                .POST(BodyPublishers.ofByteArray(new byte[6 * 1024 * 1024]))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("/problems/too-large");
        assertThat(answer.headers().firstValue("Connection").isPresent()).isEqualTo(version == Version.HTTP_1_1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void aServiceMayRefuseBeforeItHasReadTheBody(Version version) throws Exception {
        StandInServices.service("audit").refusesUnread("/api/reports/audit/unread", 413);

        HttpResponse<String> answer = http(version)
                .send(
                        to("/api/reports/audit/unread")
                                .POST(BodyPublishers.ofByteArray(new byte[4 * 1024 * 1024]))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({"0,true", "0,false", "100,true", "100,false", "300000,true", "300000,false"})
    void whoHangsUpInTheMiddleOfABodyLeavesNoErrorInTheLog(int sent, boolean reset) throws IOException {
        try (LoggedTrouble trouble = new LoggedTrouble()) {
            try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
                socket.setSoLinger(reset, 0);
                socket.getOutputStream()
                        .write(("POST " + BACKFILL + " HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                                        + "\r\nContent-Length: 1000000\r\n\r\n" + " ".repeat(sent))
                                .getBytes(US_ASCII));
                socket.getOutputStream().flush();
                Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            }
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(trouble.messages()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerWithoutABodyHasNoFraming(int status) throws IOException {
        StandInServices.service("teams").answers("/api/teams/empty", new Reply(status, ""));

        String answer = raw("GET /api/teams/empty HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("transfer-encoding");
        if (status == 204) {
            assertThat(answer.toLowerCase(java.util.Locale.ROOT)).doesNotContain("content-length");
        }
        assertThat(answer).endsWith("\r\n\r\n");
    }

    @Test
    void theAnswerToHeadTellsTheLengthAndHasNoBody() throws IOException {
        StandInServices.service("teams").answers("/api/teams/head", new Reply(200, "{\"name\":\"Core\"}"));

        String answer = raw("HEAD /api/teams/head HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                + "\r\nConnection: close\r\n\r\n");

        assertThat(answer.toLowerCase(java.util.Locale.ROOT))
                .startsWith("http/1.1 200")
                .contains("content-length: 15\r\n")
                .doesNotContain("transfer-encoding")
                .endsWith("\r\n\r\n");
    }

    /**
     * A kept connection is closed just as it is used: what has no effect is sent once more, what may have one never.
     */
    @Test
    void whatHasNoEffectIsSentOnceMoreWhenItsConnectionIsClosed() throws Exception {
        StandInServices.StandIn teams = StandInServices.service("teams");
        teams.hangsUp("/api/teams/closed-once", 1);
        teams.hangsUp("/api/teams/closed-twice", 2);
        teams.hangsUp("/api/teams/closed-on-post", 1);

        assertThat(status(to("/api/teams/closed-once").GET())).isEqualTo(200);
        assertThat(teams.timesAsked("/api/teams/closed-once")).isEqualTo(2);
        assertThat(status(to("/api/teams/closed-twice").GET())).isEqualTo(503);
        assertThat(teams.timesAsked("/api/teams/closed-twice")).isEqualTo(2);
        assertThat(status(to("/api/teams/closed-on-post").POST(BodyPublishers.ofString("{}"))))
                .isEqualTo(503);
        assertThat(status(to("/api/teams/closed-on-post").DELETE())).isEqualTo(200);
        assertThat(teams.timesAsked("/api/teams/closed-on-post")).isEqualTo(2);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return http(Version.HTTP_1_1)
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void headersForOneConnectionAreNotPassedOn() throws IOException {
        raw("GET /api/billing/plans HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                + "\r\nConnection: X-Mine, Keep-Alive\r\nConnection: close\r\nX-Mine: 1\r\nTE: "
                + "trailers\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Authorization: Basic eA==\r\nX-Yours: 2\r\n\r\n");

        assertThat(StandInServices.service("billing")
                        .lastAsked("/api/billing/plans")
                        .headers())
                .doesNotContainKeys("x-mine", "te", "keep-alive", "proxy-authorization")
                .containsEntry("x-yours", "2");
    }

    @Test
    void aBodyThatGetsStuckIsTheClientsTimeout() throws IOException {
        String answer = raw("POST /api/teams HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"name\"");

        assertThat(answer)
                .startsWith("HTTP/1.1 408")
                .contains("/problems/request-timeout")
                .contains("onnection: close");
    }

    @Test
    void aBodyThatNeverStopsComingIsTheClientsTimeoutToo() throws IOException {
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(200);
            socket.getOutputStream()
                    .write(("POST /api/teams HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
                            .getBytes(US_ASCII));
            int first = -1;
            for (int sent = 0; first < 0 && sent < 100; sent++) {
                socket.getOutputStream().write(' ');
                socket.getOutputStream().flush();
                try {
                    first = socket.getInputStream().read();
                } catch (SocketTimeoutException nothing) {
                    // The gateway is still waiting: the next byte.
                }
            }
            socket.setSoTimeout(20_000);
            assertThat((char) first + new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("/problems/request-timeout")
                    .contains("onnection: close");
        }
    }

    @Test
    void twoHostsAreNotUnderstood() throws IOException {
        String answer = raw("GET /api/billing/plans HTTP/1.1\r\nHost: g\r\nHost: h\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("/problems/bad-request");
    }

    @Test
    void aRequestWithTwoFramingsIsRefusedAndTheConnectionClosed() throws IOException {
        String answer = raw("POST /api/teams HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / "
                + "HTTP/1.1\r\nHost: g\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
    }

    /** So that whoever was told of a change is not refused by a service that has not heard of it. */
    @Test
    void theNewestConsistencyTokenGoesToEveryService() throws Exception {
        String known = tokenOf(to("/api/billing/plans"));
        Instant newest = known == null ? Instant.now() : Instant.parse(known).plusMillis(1);
        StandInServices.StandIn teams = StandInServices.service("teams");
        teams.answersWith("/api/teams/newer", TOKEN, newest.toString());
        teams.answersWith("/api/teams/older", TOKEN, newest.minusSeconds(1).toString());
        teams.answersWith("/api/teams/none", TOKEN, "no token");
        for (String change : new String[] {"/api/teams/newer", "/api/teams/older", "/api/teams/none"}) {
            assertThat(status(to(change).DELETE())).isEqualTo(200);
        }

        assertThat(tokenOf(to("/api/billing/plans"))).isEqualTo(newest.toString());
        assertThat(tokenOf(to("/api/billing/plans")
                        .header(TOKEN, newest.minusSeconds(9).toString())))
                .isEqualTo(newest.toString());
        assertThat(tokenOf(to("/api/billing/plans")
                        .header(TOKEN, newest.plusSeconds(9).toString())))
                .isEqualTo(newest.plusSeconds(9).toString());
        assertThat(tokenOf(to("/api/billing/plans").header(TOKEN, "theirs"))).isEqualTo("theirs");
        assertThat(tokenOf(to("/api/billing/plans")
                        .header(TOKEN, newest.toString())
                        .header(TOKEN, "theirs")))
                .contains("theirs");
    }

    /** Also with what the gateway asks services itself, as for the overview. */
    @Test
    void theTokenOfTheClientGoesWithItsQuestions() throws Exception {
        String theirs = Instant.now().plusSeconds(3_600).toString();
        HttpRequest.Builder summary = to("/api/enterprise/summary")
                .header("Enterprise-Org", ORGANIZATION)
                .header(TOKEN, theirs);

        assertThat(status(summary.GET())).isEqualTo(200);
        assertThat(StandInServices.service("teams")
                        .lastAsked("/api/organizations/" + ORGANIZATION)
                        .headers())
                .containsEntry(TOKEN.toLowerCase(java.util.Locale.ROOT), theirs);
        assertThat(status(to("/api/enterprise/summary").header(TOKEN, "theirs").GET()))
                .isEqualTo(400);
    }

    /** A clock that was wrong for a moment is not kept. */
    @Test
    void aTokenOfTheFutureIsCutToNow() throws Exception {
        StandInServices.service("teams")
                .answersWith(
                        "/api/teams/future",
                        TOKEN,
                        Instant.now().plusSeconds(3_600).toString());
        assertThat(status(to("/api/teams/future").DELETE())).isEqualTo(200);

        assertThat(Instant.parse(tokenOf(to("/api/billing/plans"))))
                .isBefore(Instant.now().plusSeconds(600));
    }

    private static String tokenOf(HttpRequest.Builder request) throws Exception {
        assertThat(status(request.GET())).isEqualTo(200);
        return StandInServices.service("billing")
                .lastAsked("/api/billing/plans")
                .headers()
                .get(TOKEN.toLowerCase(java.util.Locale.ROOT));
    }

    private static HttpClient http(Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-ndjson");
    }

    /** Everything that comes back until the gateway closes the connection. */
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
