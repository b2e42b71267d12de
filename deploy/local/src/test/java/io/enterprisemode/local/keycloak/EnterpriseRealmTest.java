package io.enterprisemode.local.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.local.identity.DemoUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The realm for Keycloak says the same as the embedded sign-in. */
class EnterpriseRealmTest {

    private final JsonNode realm = new ObjectMapper()
            .readTree(Path.of("../keycloak/enterprise-realm.json").toFile());

    EnterpriseRealmTest() throws IOException {}

    @Test
    void theUsersAreTheSame() {
        List<String> names = new ArrayList<>();
        realm.path("users").forEach(user -> names.add(user.path("username").asText()));

        assertThat(names).contains("service-account-producer").hasSize(DemoUser.values().length + 1);
        for (DemoUser expected : DemoUser.values()) {
            JsonNode user = user(expected.subject());
            assertThat(user.path("id").asText()).isEqualTo(expected.subject());
            assertThat(user.path("firstName").asText() + " "
                            + user.path("lastName").asText())
                    .isEqualTo(expected.fullName());
            assertThat(user.path("email").asText()).isEqualTo(expected.email());
            List<String> roles = new ArrayList<>();
            user.path("realmRoles").forEach(role -> roles.add(role.asText()));
            assertThat(expected.claims()).containsEntry("roles", roles);
        }
    }

    @Test
    void theServiceAccountHasTheSubjectOfTheEmbeddedOne() {
        assertThat(user("service-account-producer").path("id").asText()).isEqualTo("producer");
    }

    @Test
    void noSecretIsWrittenDown() {
        realm.path("clients")
                .forEach(client ->
                        assertThat(client.path("secret").asText("")).matches("|\\$\\{ENTERPRISE_[A-Z]+_SECRET}"));
    }

    /**
     * Copies of a session's cookies are good in other replicas for as long as its identity token, whoever signs out.
     */
    @Test
    void theTokensOfASessionLiveForMinutes() {
        JsonNode gateway = realm.path("clients")
                .valueStream()
                .filter(client -> client.path("clientId").asText().equals("enterprise-gateway"))
                .findFirst()
                .orElseThrow();

        assertThat(gateway.path("attributes").path("access.token.lifespan").asInt())
                .isBetween(60, 600);
    }

    private JsonNode user(String name) {
        for (JsonNode user : realm.path("users")) {
            if (user.path("username").asText().equals(name)) {
                return user;
            }
        }
        throw new AssertionError("no user " + name);
    }
}
