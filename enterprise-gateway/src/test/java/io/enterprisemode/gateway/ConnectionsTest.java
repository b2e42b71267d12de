package io.enterprisemode.gateway;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** A service that is called over TLS, a proxy in front, and connections on which nothing moves. */
@QuarkusTest
@TestProfile(ConnectionsTest.TeamsOverTls.class)
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
class ConnectionsTest {

    /**
     * teams-service has an https address and a certificate of its own; connections idle for a second at most; a proxy
     * is in front, which appends to {@code X-Forwarded-For}.
     */
    public static final class TeamsOverTls implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "enterprise.gateway.services.teams.url", "https://localhost:" + port(),
                    "quarkus.tls.trust-all", "true",
                    "enterprise.http.idle-timeout", "1S",
                    "enterprise.http.behind-proxy", "true",
                    "enterprise.gateway.https", "false");
        }

        private static int port() {
            try {
                HttpServer server = Vertx.vertx()
                        .createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate()))
                        .requestHandler(request -> request.response()
                                .putHeader("Content-Type", "application/json")
                                .end("{\"ssl\":" + request.isSSL() + ",\"organizations\":[]}"))
                        .listen(0, "localhost")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
                return server.actualPort();
            } catch (InterruptedException | ExecutionException | IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Signed by itself, made by the keytool of this JDK. */
        private static PfxOptions certificate() throws IOException, InterruptedException {
            Path store = Files.createTempDirectory("teams-over-tls").resolve("teams.p12");
            String password = "of a test";
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "teams",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            password,
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool made no certificate");
            }
            return new PfxOptions().setPath(store.toString()).setPassword(password);
        }
    }

    @TestHTTPResource
    URI gateway;

    private final String token = Tokens.user("olivia").signed();

    @Test
    void aServiceWithAnHttpsAddressIsCalledOverTls() {
        given().noFilters()
                .header("Authorization", "Bearer " + token)
                .get("/api/teams")
                .then()
                .statusCode(200)
                .body("ssl", equalTo(true));
        given().header("Authorization", "Bearer " + token)
                .get("/api/enterprise/session")
                .then()
                .statusCode(200);
    }

    @Test
    void anotherHeaderThanTheProxysIsTheClientsOwnText() {
        given().noFilters()
                .header("Authorization", "Bearer " + token)
                .header("Forwarded", "for=198.51.100.66")
                .header("X-Forwarded-For", "198.51.100.66, 203.0.113.7")
                .get("/api/billing/plans")
                .then()
                .statusCode(200);

        assertThat(StandInServices.service("billing")
                        .lastAsked("/api/billing/plans")
                        .headers())
                .containsEntry("x-forwarded-for", "203.0.113.7")
                .doesNotContainKey("forwarded");
    }

    @Test
    void aConnectionWithHalfAHeadIsClosed() throws IOException {
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: g\r\nX-Ha".getBytes(US_ASCII));
            socket.getOutputStream().flush();

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }
}
