package io.enterprisemode.teams.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An organization of 10,000 members, beside one of one; what a page or a check costs there is looked at in {@code AccessPlanTest}. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class LargeOrganizationTest {

    private static final int MEMBERS = 10_000;

    @Test
    void tenThousandMembersAreListedPageByPageEachOnce() throws SQLException {
        TwoOrganizations two = TwoOrganizations.fresh();
        UUID id = TeamsApi.of(two.a().owner()).createOrganization("Large");
        UUID other = TeamsApi.of(two.b().owner()).createOrganization("Small");
        load(id);
        TeamsApi owner = TeamsApi.of(two.a().owner(), id);

        assertThat(all(owner, "/api/members?limit=200")).hasSize(MEMBERS + 1);
        assertThat(all(owner, "/api/permissions/who-can?permission=usage:write&limit=200"))
                .as("every tenth is more than a viewer")
                .hasSize(MEMBERS / 10 + 1);
        owner.post(
                        "/api/permissions/check",
                        Map.of(
                                "permission",
                                "usage:write",
                                "principalId",
                                member(id, MEMBERS).toString()))
                .body("role", equalTo("MEMBER"));
        assertThat(all(TeamsApi.of(two.b().owner(), other), "/api/members?limit=200"))
                .hasSize(1);
        forget(id, two.a());
    }

    private static Set<String> all(TeamsApi api, String path) {
        Set<String> found = new HashSet<>();
        int items = 0;
        @Nullable String cursor = null;
        do {
            JsonPath page = api.get(cursor == null ? path : path + "&cursor=" + cursor)
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            items += page.getList("items").size();
            found.addAll(page.getList("items.principalId"));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        assertThat(items).as("nobody twice").isEqualTo(found.size());
        return found;
    }

    private static void load(UUID organization) throws SQLException {
        execute(
                """
                insert into principal (org_id, id, kind, issuer, subject, membership_revision, joined_at, refreshed_at)
                select '%1$s', md5('%1$s' || n)::uuid, 'USER', 'large', n::text, 1, now() + n * interval '1 ms', now()
                  from generate_series(1, %2$d) as n""".formatted(organization, MEMBERS),
                """
                insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select '%1$s', md5('%1$s' || n)::uuid, '%1$s', 'ORGANIZATION', case when n %% 10 = 0 then 'MEMBER' else 'VIEWER' end, now()
                  from generate_series(1, %2$d) as n""".formatted(organization, MEMBERS),
                "analyze principal, role_assignment");
    }

    private static UUID member(UUID organization, int number) throws SQLException {
        try (Connection superuser = new ServiceDatabase("teams").superuser();
                Statement statement = superuser.createStatement();
                var row = statement.executeQuery("select md5('%s' || %d)::uuid".formatted(organization, number))) {
            row.next();
            return row.getObject(1, UUID.class);
        }
    }

    private static void forget(UUID organization, TestOrganization people) throws SQLException {
        execute(
                "delete from role_assignment where org_id = '%s' and principal_id <> '%s'"
                        .formatted(organization, people.owner().principalId()),
                "delete from principal where org_id = '%s' and issuer = 'large'".formatted(organization));
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection superuser = new ServiceDatabase("teams").superuser();
                Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
