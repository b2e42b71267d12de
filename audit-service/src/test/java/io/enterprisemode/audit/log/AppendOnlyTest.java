package io.enterprisemode.audit.log;

import static io.enterprisemode.audit.AuditApi.event;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite("audit")
class AppendOnlyTest {

    private static final String REFUSED_BY_TRIGGER = "23001";
    private static final String REFUSED_BY_GRANT = "42501";

    private final ServiceDatabase database = new ServiceDatabase("audit");
    private TwoOrganizations organizations;
    private AuditEvent event;

    @BeforeEach
    void anEventIsInTheLog() {
        organizations = knownOrganizations();
        event = event(organizations.a(), Instant.parse("2026-02-01T12:00:00Z"), "team.created");
        Publisher.publish(event);
        Awaitility.await().until(() -> rows() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set action = 'nothing.happened'",
                "delete from audit_event",
                "truncate audit_event",
                "delete from audit_event where false",
                "merge into audit_event using (values (1)) v (x) on false when matched then delete",
                "update audit_event_receipt set credential = 'token:other'",
                "delete from audit_event_receipt",
                "truncate audit_event_receipt",
            })
    void notEvenTheOwnerOfTheTableOrASuperuserCanChangeIt(String statement) throws SQLException {
        try (Connection owner = database.owner();
                Connection superuser = database.superuser()) {
            refused(owner, statement, REFUSED_BY_TRIGGER);
            refused(superuser, statement, REFUSED_BY_TRIGGER);
        }
        assertThat(rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set action = 'nothing.happened'",
                "delete from audit_event",
                "truncate audit_event",
                "update audit_event_receipt set credential = 'token:other'",
                "delete from audit_event_receipt",
                "alter table audit_event disable trigger all",
                "drop table audit_event",
            })
    void theRolesOfTheServiceLackTheRight(String statement) throws SQLException {
        try (Connection app = database.appOf(organizations.a().id());
                Connection worker = database.worker()) {
            refused(app, statement, REFUSED_BY_GRANT);
            refused(worker, statement, REFUSED_BY_GRANT);
        }
        assertThat(rows()).isEqualTo(1);
    }

    private static void refused(Connection connection, String sql, String state) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
        }
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private long rows() {
        return database.number(
                "select count(*) from audit_event where id = '" + event.id() + "' and action = 'team.created'");
    }
}
