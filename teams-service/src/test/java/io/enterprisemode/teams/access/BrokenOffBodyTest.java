package io.enterprisemode.teams.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.logs.LoggedTrouble;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that hang up in the middle of a body: their affair, and no error of this service. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class BrokenOffBodyTest {

    @TestHTTPResource
    URI service;

    @ParameterizedTest
    @CsvSource({"0,true", "0,false", "100,true", "100,false", "65536,true", "65536,false"})
    void whoHangsUpInTheMiddleOfABodyLeavesNoErrorInTheLog(int sent, boolean reset) throws IOException {
        TestOrganization acme = PopulatedOrganizations.make().a();
        try (LoggedTrouble trouble = new LoggedTrouble()) {
            try (Socket socket = new Socket(service.getHost(), service.getPort())) {
                socket.setSoLinger(reset, 0);
                socket.getOutputStream().write((head(acme) + " ".repeat(sent)).getBytes(US_ASCII));
                socket.getOutputStream().flush();
                Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            }
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(trouble.messages()).isEmpty());
        }
        TeamsApi.of(acme.owner(), acme.id()).get("/api/teams").statusCode(200);
    }

    private static String head(TestOrganization acme) {
        return "POST /api/teams HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer "
                + acme.admin().token()
                + "\r\nEnterprise-Org: " + acme.id()
                + "\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n";
    }
}
