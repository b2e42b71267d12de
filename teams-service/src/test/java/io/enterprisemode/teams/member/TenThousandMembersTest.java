package io.enterprisemode.teams.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestUser;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is done to an organization of 10,000 members touches a few of them at a time. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class TenThousandMembersTest {

    private static final int MEMBERS = 10_000;

    /** Counts statements that write what a removal writes. */
    private static final String COUNTING = """
        create sequence statement_count;
        create function count_statement() returns trigger language plpgsql security definer as $$
        begin perform nextval('statement_count'); return null; end $$;
        create trigger count_statement after insert on outbox_event
            for each statement execute function count_statement();
        create trigger count_statement after update on principal for each statement execute function count_statement();
        create trigger count_statement after delete on role_assignment for each statement execute function \
        count_statement()""";

    private static final String NOT_COUNTING = """
        drop trigger count_statement on outbox_event;
        drop trigger count_statement on principal;
        drop trigger count_statement on role_assignment;
        drop function count_statement();
        drop sequence statement_count\
        """;

    private final ServiceDatabase database = new ServiceDatabase("teams");

    @Test
    void aLargeOrganizationIsPagedAndChanged() throws SQLException {
        TestUser founder = new TestUser("founder-" + Ids.next());
        UUID id = TeamsApi.of(founder).createOrganization("Large");
        TeamsApi owner = TeamsApi.of(founder, id);
        UUID team = owner.createTeam("Platform");
        populate(id, team);
        TestUser guest = new TestUser("guest-" + Ids.next());

        owner.admit(guest, Role.MEMBER, team);
        owner.assign(guest, id, Role.ADMIN).statusCode(200).body("roles", hasSize(2));

        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonPath page = owner.get("/api/members?limit=200&kind=USER" + cursor)
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            seen.addAll(page.getList("items.principalId", String.class));
            cursor = page.getString("nextCursor") == null ? "" : "&cursor=" + page.getString("nextCursor");
            pages++;
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(MEMBERS + 2);
        assertThat(pages).isEqualTo(51);
        owner.post("/api/permissions/check", Map.of("permission", "team:read", "principalId", guest.principalId()))
                .statusCode(200)
                .body("allowed", equalTo(true));
        owner.delete("/api/members/{id}", guest.principalId()).statusCode(204);
        owner.get("/api/members?kind=SERVICE_ACCOUNT").body("items", hasSize(0));
        owner.get("/api/members/{id}", founder.principalId()).body("roles.role", contains("OWNER"));
    }

    @Test
    void aLargeTeamIsDissolvedByAHandfulOfStatements() throws SQLException {
        TestUser founder = new TestUser("founder-" + Ids.next());
        UUID id = TeamsApi.of(founder).createOrganization("Large");
        TeamsApi owner = TeamsApi.of(founder, id);
        UUID team = owner.createTeam("Platform");
        populate(id, team);

        superuser(COUNTING);
        try {
            owner.delete("/api/teams/{id}", team).statusCode(204);

            assertThat(database.number("select last_value from statement_count"))
                    .as("statements that wrote")
                    .isLessThan(200);
        } finally {
            superuser(NOT_COUNTING);
        }
        assertThat(database.number("select count(*) from role_assignment where org_id = '%s'".formatted(id)))
                .isEqualTo(1);
        assertThat(database.number(
                        "select count(*) from outbox_event where org_id = '%s' and topic = 'teams.membership.v1'"
                                .formatted(id)))
                .isEqualTo(MEMBERS + 1L);
        assertThat(database.number(("select count(*) from outbox_event where org_id = '%s' and payload like "
                                + "'%%teams.role.removed%%'")
                        .formatted(id)))
                .isEqualTo(MEMBERS);
        assertThat(database.number(
                        "select count(*) from principal where org_id = '%s' and membership_revision = 2".formatted(id)))
                .isEqualTo(MEMBERS);
    }

    private void superuser(String sql) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The same rows as invitations would have made, in one statement. */
    private void populate(UUID id, UUID team) throws SQLException {
        try (Connection connection = database.appOf(id);
                Statement statement = connection.createStatement()) {
            statement.execute("""
                insert into principal (org_id, id, kind, issuer, subject, name, email, membership_revision, joined_at,
                    refreshed_at)
                select '%s', gen_random_uuid(), 'USER', 'https://issuer.example', 'member-' || n, 'MemberView ' || n,
                       'member-' || n || '@large.example', 1, now(), now()
                  from generate_series(1, %d) n\
                """.formatted(id, MEMBERS));
            statement.execute("""
                insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
                select org_id, id, '%s', 'TEAM', 'VIEWER', now() from principal
                 where org_id = '%s' and issuer = 'https://issuer.example'\
                """.formatted(team, id));
            connection.commit();
        }
    }
}
