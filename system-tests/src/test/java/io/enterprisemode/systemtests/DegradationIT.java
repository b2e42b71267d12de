package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What still works while a part is away, what is said about the rest, and how soon all is well again without a restart.
 */
@SystemTest
class DegradationIT {

    private static final String USAGE = "/api/billing/usage";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningSuite suite;
    private Caller billing;
    private UsageEvents events;

    DegradationIT(RunningSuite suite) {
        this.suite = suite;
    }

    @BeforeEach
    void anOrganizationThatReportsUsage() {
        Organization organization = Organization.found(suite, "Degradation");
        organization.subscribe("enterprise");
        events = UsageEvents.of(organization.anyWorkspace());
        billing = organization.asOwner().to(suite.local().baseUrl(ServiceName.BILLING));
        assertThat(status(billing)).isEqualTo(200);
    }

    /** So that a failure here does not become one of other tests. */
    @AfterEach
    void everythingRuns() {
        suite.local().postgres().start();
        suite.local().stack().start();
    }

    private Answer post(Caller caller) {
        return caller.post(USAGE, events.event("emails", 1));
    }

    /** The status of a post; 0 when there is no answer at all. */
    private int status(Caller caller) {
        try {
            return post(caller).status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    @Test
    void withoutKafkaUsageIsStillCountedAndIsToldLater() throws SQLException {
        suite.local().stack().kill();

        for (int i = 0; i < 20; i++) {
            assertThat(post(billing).expect(200).body()).contains("\"accepted\"");
        }
        assertThat(unpublished()).isPositive();
        Answer queued = billing.with("Prefer", "respond-async").post(USAGE, events.event("emails", 1));
        assertThat(queued.status()).isEqualTo(503);
        assertThat(queued.header("Retry-After")).isPresent();
        assertThat(queued.mediaType()).isEqualTo("application/problem+json");

        suite.local().stack().start();
        await("what changed is published").atMost(PATIENCE).until(() -> unpublished() == 0);
        await("usage can be queued again")
                .atMost(SOON)
                .until(() -> billing.with("Prefer", "respond-async")
                                .post(USAGE, events.event("emails", 1))
                                .status()
                        == 202);
    }

    private long unpublished() throws SQLException {
        try (Connection connection = suite.local().superuser(ServiceName.BILLING);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from usage_hour where unpublished")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void withoutPostgresTheSenderIsToldWhenToComeAgainAndIsServedSoonAfterItIsBack() {
        Map<String, Object> event = events.event("emails", 1);
        suite.local().postgres().kill();

        Answer refused = billing.post(USAGE, event).expect(503);
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(refused.mediaType()).isEqualTo("application/problem+json");

        suite.local().postgres().start();
        await("usage is taken in again, without a restart")
                .atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> billing.post(USAGE, event).status() == 200);
        assertThat(suite.local().service(ServiceName.BILLING).isRunning()).isTrue();
        await("through the gateway, too")
                .atMost(SOON)
                .until(() -> status(billing.to(suite.local().baseUrl(ServiceName.GATEWAY))) == 200);
    }

    @Test
    void aDatabaseThatTakesNoWritesIsNotTakenForBadUsage() throws SQLException {
        Map<String, Object> event = events.event("emails", 1);
        Map<String, Object> queued = events.event("emails", 1);
        long letters = deadLetters();
        try (Connection superuser = suite.local().superuser(ServiceName.BILLING);
                Statement statement = superuser.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter system set default_transaction_read_only = on");
            statement.execute("select pg_reload_conf()");
            try {
                await("posts are refused for now").atMost(SOON).until(() -> status(billing) == 503);
                Answer refused = billing.post(USAGE, event).expect(503);
                assertThat(refused.header("Retry-After")).isPresent();
                assertThat(refused.mediaType()).isEqualTo("application/problem+json");
                billing.with("Prefer", "respond-async").post(USAGE, queued).expect(202);
            } finally {
                statement.execute("alter system reset default_transaction_read_only");
                statement.execute("select pg_reload_conf()");
            }
        }

        await("usage is taken in again, without a restart")
                .atMost(SOON)
                .until(() -> billing.post(USAGE, event).status() == 200);
        await("what was queued meanwhile is counted").atMost(PATIENCE).until(() -> stored(queued) == 1);
        assertThat(deadLetters()).isEqualTo(letters);
    }

    private long stored(Map<String, Object> event) throws SQLException {
        try (Connection connection = suite.local().superuser(ServiceName.BILLING);
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from usage_event where event_id = ?")) {
            statement.setString(1, String.valueOf(event.get("id")));
            ResultSet rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1);
        }
    }

    /** How many dead letters of queued usage wait. */
    private long deadLetters() {
        Caller operator = suite.operator().caller().to(suite.local().baseUrl(ServiceName.BILLING));
        return operator.get("/api/operations/billing/dead-letters/billing.usage.ingest.v1?limit=1000")
                .expect(200)
                .json()
                .path("items")
                .size();
    }
}
