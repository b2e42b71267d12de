package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meters as an operator may define them, beside the four of the catalogue. */
@QuarkusTest
@WithSuite("billing")
class AggregationTest {

    @Inject
    TestReplicas replicas;

    private TestOrganization acme;
    private TestOrganization globex;
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(3));

    @BeforeEach
    void twoOrganizationsAndMoreMeters() throws Exception {
        try (var owner = ServiceDatabase.of("billing").owner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    insert into meter (id, code, name, unit, aggregation, value_property) values
                        (101, 'jobs', 'Jobs', 'job', 'COUNT', null),
                        (102, 'storage', 'Storage', 'byte', 'LATEST', null),
                        (103, 'users', 'Users', 'user', 'UNIQUE_COUNT', 'user')
                    on conflict do nothing""");
        }
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        Awaitility.await("the catalogue is read again")
                .atMost(Duration.ofSeconds(20))
                .until(() -> as(acme.viewer())
                        .get("/api/billing/meters")
                        .<List<String>>path("items.code")
                        .contains("users"));
        Instant start = Instant.now().minus(Duration.ofDays(2));
        BillingApi.subscribe(acme, "free", "MONTH", start).statusCode(201);
        BillingApi.subscribe(globex, "free", "MONTH", start).statusCode(201);
    }

    private Map<String, Object> user(String name, UUID workspace, Instant time) {
        return with(
                event(UUID.randomUUID().toString(), "users", workspace, time, 1),
                "data",
                Map.of("properties", Map.of("user", name)));
    }

    private Map<String, Object> storage(UUID workspace, Instant time, long quantity) {
        return event(UUID.randomUUID().toString(), "storage", workspace, time, quantity);
    }

    private long hourly(TestOrganization organization, String meter, Instant start) {
        Number quantity = as(organization.viewer())
                .queryParam("meter", meter)
                .queryParam("interval", "hour")
                .queryParam("from", start.toString())
                .queryParam("to", start.plus(Duration.ofHours(1)).toString())
                .get(USAGE)
                .then()
                .statusCode(200)
                .extract()
                .path("meters[0].points[0].quantity");
        return quantity.longValue();
    }

    @Test
    void countIgnoresTheQuantity() {
        send(acme.member(), List.of(event("jobs", acme.workspaceId(), 50), event("jobs", acme.otherWorkspaceId(), 0)))
                .body("results[1].standing.used", equalTo(2));

        assertThat(used(acme, "jobs")).isEqualTo(2);
        assertThat(used(globex, "jobs")).isZero();
    }

    @Test
    void latestIsThatOfEachWorkspaceAddedUpWhateverTheOrderOfArrival() {
        send(acme.member(), List.of(storage(acme.workspaceId(), hour.plusSeconds(60), 500)));
        send(
                acme.member(),
                List.of(storage(acme.workspaceId(), hour, 900), storage(acme.otherWorkspaceId(), hour, 40)));
        assertThat(used(acme, "storage")).isEqualTo(540);
        assertThat(hourly(acme, "storage", hour)).isEqualTo(540);

        send(acme.member(), List.of(storage(acme.workspaceId(), hour.plusSeconds(4_000), 100)));

        assertThat(used(acme, "storage")).isEqualTo(140);
        assertThat(hourly(acme, "storage", hour)).isEqualTo(540);
        assertThat(hourly(acme, "storage", hour.plus(Duration.ofHours(1)))).isEqualTo(100);
    }

    @Test
    void ofTheSameTimeTheLaterArrivalCountsWhoeverIsWrittenLast() {
        Instant earlier = Instant.now().minusSeconds(2).truncatedTo(ChronoUnit.MICROS);
        String meter = BillingApi.meter("LATEST", null, "region");
        List<Map<String, Object>> events = Stream.of(10, 30, 20)
                .map(quantity -> with(
                        event(UUID.randomUUID().toString(), meter, acme.workspaceId(), hour, quantity),
                        "data",
                        Map.of("quantity", quantity, "properties", Map.of("region", "eu"))))
                .toList();
        send(acme.member(), event("before", meter, acme.workspaceId(), hour.minusSeconds(60), 5))
                .body("results.status", equalTo(List.of("accepted")));
        UsageBatch late = arrived(replicas.batch(acme, events.subList(0, 2)), earlier.plusSeconds(1));
        UsageBatch early = arrived(replicas.batch(acme, events.subList(2, 3)), earlier);

        TestReplicas.Replica replica = replicas.replica();
        assertThat(replica.write(late)).containsOnly(UsageStatus.ACCEPTED);
        assertThat(replicas.replica().write(early)).containsOnly(UsageStatus.ACCEPTED);
        assertThat(replica.write(replicas.batch(globex, "storage", 7))).containsOnly(UsageStatus.ACCEPTED);

        assertThat(used(acme, meter)).isEqualTo(30);
        assertThat(hourly(acme, meter, hour)).isEqualTo(30);
        assertThat(ServiceDatabase.of("billing")
                        .number("select quantity from usage_hour_property where value = 'eu' and org_id = '%s'"
                                .formatted(acme.id())))
                .isEqualTo(30);
        assertThat(ServiceDatabase.of("billing").number("""
                        select quantity from usage_event where org_id = '%s'
                         order by occurred_at desc, received_at desc,
                             event_identity desc limit 1""".formatted(acme.id())))
                .isEqualTo(30);
    }

    private static UsageBatch arrived(UsageBatch batch, Instant receivedAt) {
        return new UsageBatch(
                batch.organizationId(), batch.reach(), false, receivedAt, batch.catalogue(), batch.events(), null);
    }

    @Test
    void uniqueCountsValuesOverTheWholeOrganizationAndByHour() {
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                user("anna", acme.workspaceId(), hour),
                                user("bert", acme.workspaceId(), hour),
                                user("anna", acme.workspaceId(), hour.plusSeconds(1)),
                                user("anna", acme.otherWorkspaceId(), hour.plusSeconds(2))))))
                .containsOnly("accepted");
        send(acme.member(), user("anna", acme.workspaceId(), hour.plus(Duration.ofHours(1))));
        send(acme.member(), user("carl", acme.workspaceId(), hour.plus(Duration.ofHours(1))));
        send(globex.member(), user("anna", globex.workspaceId(), hour));

        assertThat(used(acme, "users")).isEqualTo(3);
        assertThat(used(globex, "users")).isEqualTo(1);
        assertThat(hourly(acme, "users", hour)).isEqualTo(2);
        assertThat(hourly(acme, "users", hour.plus(Duration.ofHours(1)))).isEqualTo(2);
        assertThat(ServiceDatabase.of("billing").number("""
                        select quantity from usage_hour
                         where org_id = '%s' and meter_id = 103 and workspace_id = '%s'
                             and events = 3""".formatted(acme.id(), acme.workspaceId())))
                .isEqualTo(2);
    }

    @Test
    void valuesAreComparedAsText() {
        for (Object value : List.of(1, "1", 1.0, "")) {
            send(
                            acme.member(),
                            with(
                                    event(UUID.randomUUID().toString(), "users", acme.workspaceId(), hour, 1),
                                    "data",
                                    Map.of("properties", Map.of("user", value))))
                    .body("results.status", equalTo(List.of("accepted")));
        }

        assertThat(used(acme, "users")).isEqualTo(2);
    }

    @Test
    void anEventWithoutTheValueToCountIsRejected() {
        send(acme.member(), event("users", acme.workspaceId(), 1))
                .body("results[0].status", equalTo("rejected"))
                .body("results[0].reason", equalTo("missing-value"));
    }
}
