package io.enterprisemode.teams.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.web.access.AccessRecheck;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that take long: whose right was withdrawn meanwhile, and which never end. */
@QuarkusTest
@TestProfile(SlowBodyTest.ShortGrace.class)
@WithSuite(value = "teams", heartbeat = false)
class SlowBodyTest {

    /** Within what REST collects before it reads, and beyond. */
    private static final int SHORT = 8 * 1024;

    private static final int LONG = 64 * 1024;

    /** Bodies that are slower than the least rate are given up after two seconds. */
    public static final class ShortGrace implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("enterprise.http.body-grace", "PT2S", "enterprise.http.body-least-rate", "512");
        }
    }

    @TestHTTPResource
    URI service;

    private TestOrganization acme;
    private TeamsApi owner;

    @BeforeEach
    void anOrganization() {
        acme = PopulatedOrganizations.make().a();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void aRightThatIsWithdrawnWhileTheBodyComesIsNotUsed(int before) throws IOException {
        String answer = createTeamSlowly(
                "Late",
                before,
                () -> owner.assign(acme.admin(), acme.id(), Role.VIEWER).statusCode(200));

        assertThat(answer).startsWith("HTTP/1.1 403").contains("/problems/forbidden");
        owner.get("/api/teams").body("items.name", not(hasItem("Late")));
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORT, LONG})
    void aSlowBodyOfWhoKeepsTheRightIsTaken(int before) throws IOException {
        assertThat(createTeamSlowly("Slow", before, () -> {})).startsWith("HTTP/1.1 201");

        owner.get("/api/teams").body("items.name", hasItem("Slow"));
    }

    @Test
    void aBodyThatNeverStopsComingIsGivenUp() throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(200);
            socket.getOutputStream().write(head(1_000).getBytes(US_ASCII));
            int first = -1;
            for (int sent = 0; first < 0 && sent < 100; sent++) {
                socket.getOutputStream().write(' ');
                socket.getOutputStream().flush();
                try {
                    first = socket.getInputStream().read();
                } catch (SocketTimeoutException nothing) {
                    // The service is still waiting: the next byte.
                }
            }
            socket.setSoTimeout(20_000);
            assertThat((char) first + new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("/problems/request-timeout")
                    .contains("onnection: close");
        }
    }

    /**
     * Sends so many bytes of the body, and the rest when that was done and the decision at the head is no longer good.
     */
    private String createTeamSlowly(String name, int before, Runnable meanwhile) throws IOException {
        String rest = "{\"name\":\"" + name + "\"}";
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head(before + rest.length()) + " ".repeat(before)).getBytes(US_ASCII));
            socket.getOutputStream().flush();
            meanwhile.run();
            Duration past = AccessRecheck.GOOD_FOR.plusMillis(200);
            Awaitility.await("the decision is no longer good")
                    .pollDelay(past)
                    .atMost(past.multipliedBy(10))
                    .until(() -> true);
            socket.getOutputStream().write(rest.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String head(int length) {
        return "POST /api/teams HTTP/1.1\r\nHost: t\r\nConnection: close\r\nAuthorization: Bearer "
                + acme.admin().token() + "\r\nEnterprise-Org: " + acme.id()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }
}
