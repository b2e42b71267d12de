package io.enterprisemode.teams.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * Members that others made before count, after an upgrade, only where the organization is named; everybody else goes on
 * as before.
 */
class MembersUpgradeTest {

    private static final String BEFORE = "031";
    private static final UUID ACME = UUID.fromString("00000000-0000-0000-0000-00000000000a");
    private static final UUID GLOBEX = UUID.fromString("00000000-0000-0000-0000-00000000000b");
    private static final UUID PERSON = UUID.fromString("00000000-0000-0000-0000-0000000000c1");
    private static final UUID PRODUCER = UUID.fromString("00000000-0000-0000-0000-0000000000c2");
    private static final UUID DISGUISED = UUID.fromString("00000000-0000-0000-0000-0000000000c3");
    private static final UUID KEY = UUID.fromString("00000000-0000-0000-0000-0000000000c4");

    private final ServiceDatabase database = ServiceDatabase.of("teams_upgrade");

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://localhost:" + PostgresServer.port() + "/" + database.service(),
                        database.role("owner"),
                        database.configuration().get("enterprise.db.owner.password"))
                .locations("db/kernel", "db/migration")
                .placeholders(Map.of("app", database.role("app"), "worker", database.role("worker")))
                .outOfOrder(true)
                .target(target)
                .load()
                .migrate();
    }

    private static String member(UUID organization, UUID id, String kind, String issuer, String email, int day) {
        return """
            insert into principal (org_id, id, kind, issuer, subject, name, email, membership_revision, joined_at,
                refreshed_at)
            values ('%1$s', '%2$s', '%3$s', '%4$s', 'subject', 'Name', %5$s, 4, '2026-01-0%6$d', '2026-01-0%6$d');
            insert into role_assignment (org_id, principal_id, node_id, node_type, role, assigned_at)
            values ('%1$s', '%2$s', '%1$s', 'ORGANIZATION', 'MEMBER', now())\
            """.formatted(organization, id, kind, issuer, email, day);
    }

    @Test
    void whoWasAddedToAFurtherOrganizationOrIsAPersonWaits() throws SQLException {
        migrate(BEFORE);
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            for (UUID organization : List.of(ACME, GLOBEX)) {
                statement.execute("""
                    insert into organization (org_id, name, time_zone, revision, created_at, changed_at)
                    values ('%s', 'Upgrade', 'UTC', 1, now(), now())\
                    """.formatted(organization));
            }
            statement.execute(member(ACME, PERSON, "USER", "idp", "'mia@acme.example'", 1));
            statement.execute(member(GLOBEX, PERSON, "SERVICE_ACCOUNT", "idp", "'mia@acme.example'", 2));
            statement.execute(member(GLOBEX, PRODUCER, "SERVICE_ACCOUNT", "idp", "null", 1));
            statement.execute(member(ACME, PRODUCER, "SERVICE_ACCOUNT", "idp", "null", 2));
            statement.execute(member(ACME, DISGUISED, "SERVICE_ACCOUNT", "idp", "'otto@acme.example'", 1));
            statement.execute(member(ACME, KEY, "SERVICE_ACCOUNT", "urn:enterprisemode:apikeys", "null", 1));
        }

        migrate("latest");

        assertThat(pending())
                .containsExactlyInAnyOrder(GLOBEX + " " + PERSON, ACME + " " + PRODUCER, ACME + " " + DISGUISED);
        assertThat(database.number(
                        "select count(*) from principal where kind = 'SERVICE_ACCOUNT' and email is not null"))
                .isZero();
        assertThat(database.number("select count(*) from principal where email is not null and name = 'Name'"))
                .isEqualTo(1);
        List<MembershipChanged> told = told();
        assertThat(told).hasSize(3).allSatisfy(changed -> {
            assertThat(changed.mustBeNamed()).isTrue();
            assertThat(changed.kind()).isEqualTo(PrincipalKind.SERVICE_ACCOUNT);
            assertThat(changed.revision()).isEqualTo(5);
            assertThat(changed.roles())
                    .containsExactly(new RoleAssignment(NodeType.ORGANIZATION, changed.organizationId(), Role.MEMBER));
        });
        assertThat(database.number("select count(*) from pg_class where relname in ('principal', 'role_assignment',"
                        + " 'outbox_event', 'seat_limit', 'subscription_limit') and relrowsecurity and"
                        + " relforcerowsecurity"))
                .isEqualTo(5);
    }

    private List<String> pending() throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select org_id, id from principal where pending")) {
            while (rows.next()) {
                found.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return found;
    }

    private List<MembershipChanged> told() throws SQLException {
        List<MembershipChanged> found = new ArrayList<>();
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select payload, key, topic from outbox_event where type ="
                        + " 'io.enterprisemode.teams.membership.changed.v1'")) {
            while (rows.next()) {
                MembershipChanged changed = EventJson.read(rows.getString(1), MembershipChanged.class);
                assertThat(rows.getString(2)).isEqualTo(changed.key());
                assertThat(rows.getString(3)).isEqualTo("teams.membership.v1");
                found.add(changed);
            }
        }
        return found;
    }
}
