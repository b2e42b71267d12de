package io.enterprisemode.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.kafka.KafkaBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EmbeddedServicesTest {

    @Test
    void everythingIsStartedOnce() {
        assertThat(PostgresServer.port()).isEqualTo(PostgresServer.port());
        assertThat(KafkaBroker.bootstrapServers()).isEqualTo(KafkaBroker.bootstrapServers());
        assertThat(IdentityServer.issuer()).isEqualTo(IdentityServer.issuer());
    }

    @Test
    void theOwnerMakesTablesAndTheAppDoesNot() throws SQLException {
        ServiceDatabase database = ServiceDatabase.of("embedded");
        try (Connection owner = database.owner();
                Statement statement = owner.createStatement()) {
            statement.execute("create table thing (id int)");
        }

        try (Connection app = database.app();
                Statement statement = app.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create table other (id int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("select * from thing"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void noServiceReachesTheDatabaseOfAnother() {
        ServiceDatabase.of("embedded");
        ServiceDatabase other = ServiceDatabase.of("neighbour");

        assertThatThrownBy(() -> java.sql.DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + PostgresServer.port() + "/embedded",
                        other.role("app"),
                        other.configuration().get("enterprise.db.app.password")))
                .hasMessageContaining("permission denied for database");
    }

    @Test
    void theProviderPublishesItsKeys() throws Exception {
        JsonNode discovery = get(IdentityServer.issuer() + "/.well-known/openid-configuration");
        JsonNode keys = get(discovery.get("jwks_uri").asText());

        assertThat(discovery.get("issuer").asText()).isEqualTo(IdentityServer.issuer());
        assertThat(keys.get("keys")).hasSize(2);
    }

    @Test
    void theCodeFlowSignsInWhoIsHinted() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Void> redirect = http.send(
                    HttpRequest.newBuilder(URI.create(IdentityServer.issuer()
                                    + "/authorize?redirect_uri=http://localhost/back&state=s&"
                                    + "client_id=c&login_hint=vera"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            String location = redirect.headers().firstValue("Location").orElseThrow();
            String code = location.replaceAll(".*code=([0-9a-f]+).*", "$1");

            HttpResponse<String> tokens = http.send(
                    HttpRequest.newBuilder(URI.create(IdentityServer.issuer() + "/token"))
                            .POST(HttpRequest.BodyPublishers.ofString("grant_type=authorization_code&code=" + code))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(tokens.statusCode()).isEqualTo(200);
            assertThat(new ObjectMapper().readTree(tokens.body()).has("id_token"))
                    .isTrue();
        }
    }

    private static JsonNode get(String uri) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return new ObjectMapper()
                    .readTree(http.send(
                                    HttpRequest.newBuilder(URI.create(uri)).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body());
        }
    }
}
