package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two organizations with an identity provider each, and a domain that the first has verified. How a domain is verified
 * is tested with the domains; here it is so.
 */
record Provisioning(TestOrganization acme, TestOrganization globex, ScimApi scim, ScimApi other, String domain) {

    static Provisioning make() {
        TwoOrganizations two = PopulatedOrganizations.make();
        String domain = "d" + two.a().id() + ".example";
        verify(two.a(), domain);
        return new Provisioning(
                two.a(), two.b(), new ScimApi(key(two.a(), "ADMIN")), new ScimApi(key(two.b(), "ADMIN")), domain);
    }

    static String key(TestOrganization organization, String role) {
        return TeamsApi.of(organization.owner(), organization.id())
                .post("/api/apikeys", Map.of("name", "Provider", "role", role, "scopes", List.of("sso:manage")))
                .statusCode(201)
                .extract()
                .path("key");
    }

    private static void verify(TestOrganization organization, String domain) {
        TeamsApi.of(organization.owner(), organization.id())
                .post("/api/organizations/" + organization.id() + "/domains", Map.of("domain", domain))
                .statusCode(201);
        try (Connection connection = new ServiceDatabase("teams").appOf(organization.id());
                Statement statement = connection.createStatement()) {
            statement.execute("update organization_domain set verified_at = now() where org_id = '%s' and domain = '%s'"
                    .formatted(organization.id(), domain));
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String address(String localPart) {
        return localPart + "@" + domain;
    }

    /** The token of a person whose address the provider has verified. */
    String person(String localPart) {
        return person(localPart, address(localPart), true);
    }

    static String person(String subject, String email, @Nullable Boolean verified) {
        return Tokens.user(subject)
                .claim("email", email)
                .claim("email_verified", verified)
                .signed();
    }

    /** Signs in. */
    TeamsApi arrive(String localPart) {
        TeamsApi person = new TeamsApi(person(unique(localPart), address(localPart), true), acme.id());
        person.get("/api/me").statusCode(200);
        return person;
    }

    /** A subject of this organization only. */
    String unique(String localPart) {
        return localPart + "-" + acme.id();
    }
}
