package io.enterprisemode.billing.rollup;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageRetentionSchedulerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    UsageRetentionScheduler scheduler;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsOnProfessional() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
    }

    private static long events(TestOrganization organization) {
        return ServiceDatabase.of("billing")
                .number("select count(*) from usage_event where org_id = '%s'".formatted(organization.id()));
    }

    /** As if the events of an organization had come in that much earlier. */
    private static void age(TestOrganization organization, String interval, String where) {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            statement.executeUpdate("""
                    update usage_event set received_at = received_at - interval '%s'
                     where org_id = '%s' and %s""".formatted(interval, organization.id(), where));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Map<String, Object>> emails(TestOrganization organization, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> event("emails", organization.workspaceId(), 1))
                .toList();
    }

    @Test
    void rawUsageBeyondTheWindowIsDroppedAndWhatItAddedUpToStays() {
        send(acme.member(), emails(acme, 40)).statusCode(200);
        send(globex.member(), emails(globex, 10)).statusCode(200);
        age(acme, "26 months", "event_id < '80000000'");
        age(acme, "24 months", "event_id >= '80000000'");
        age(acme, "26 months 3 days", "right(event_id, 1) in ('0', '1', '2', '3')");
        long old = ServiceDatabase.of("billing").number("""
                select count(*) from usage_event
                 where org_id = '%s' and received_at < now() - interval '25 months'""".formatted(acme.id()));

        long dropped = scheduler.drop(Instant.now()).await().atMost(PATIENCE);

        assertThat(dropped).isGreaterThanOrEqualTo(old);
        assertThat(events(acme)).isEqualTo(40 - old);
        assertThat(events(globex)).isEqualTo(10);
        assertThat(used(acme, "emails")).isEqualTo(40);
        assertThat(ServiceDatabase.of("billing")
                        .number("select sum(quantity) from usage_hour where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(40);
    }

    @Test
    void twoReplicasAtOnceDropEverythingOnce() {
        send(acme.member(), emails(acme, 30)).statusCode(200);
        send(globex.member(), emails(globex, 30)).statusCode(200);
        Instant now = Instant.now();
        // What other tests left of earlier years is none of this one's.
        scheduler.drop(now).await().atMost(PATIENCE);
        age(acme, "26 months", "true");

        List<Long> dropped = Uni.join()
                .all(scheduler.drop(now), scheduler.drop(now))
                .andFailFast()
                .await()
                .atMost(PATIENCE);
        scheduler.drop(now).await().atMost(PATIENCE);

        assertThat(dropped.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(30);
        assertThat(events(acme)).isZero();
        assertThat(events(globex)).isEqualTo(30);
    }
}
