package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.metering.TestReplicas.Replica;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which path usage takes, and that both count the same. */
@QuarkusTest
@WithSuite("billing")
class UsageFastPathTest {

    @Inject
    TestReplicas replicas;

    private TestOrganization acme;
    private TestOrganization globex;
    private Replica replica;
    private Replica other;

    @BeforeEach
    void twoOrganizationsAndTwoReplicas() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        replica = replicas.replica();
        other = replicas.replica();
    }

    private UsageBatch batch(TestOrganization organization, List<Map<String, Object>> events) {
        return replicas.batch(organization, events);
    }

    private UsageBatch batch(TestOrganization organization, String meter, long quantity) {
        return replicas.batch(organization, meter, quantity);
    }

    private static long number(String sql) {
        return ServiceDatabase.of("billing").number(sql);
    }

    private static long number(String what, String table, TestOrganization organization) {
        return number("select %s from %s where org_id = '%s'".formatted(what, table, organization.id()));
    }

    @Test
    void newUsageFarFromLimitsIsOneStatement() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        replica.together(batch(acme, "emails", 5), batch(globex, "emails", 1), batch(acme, "api_calls", 9));
        assertThat(replica.full()).isEqualTo(1);
        UUID one = acme.workspaceId();
        UUID two = acme.otherWorkspaceId();

        List<List<UsageResult>> answers = replica.together(
                batch(
                        acme,
                        List.of(
                                event("a", "emails", one, Instant.now(), 2),
                                event("b", "api_calls", two, Instant.now(), 3),
                                event("c", "emails", two, Instant.now(), 4))),
                batch(globex, "emails", 7),
                batch(acme, "emails", 10));

        assertThat(replica.fast()).isEqualTo(1);
        assertThat(answers.stream().flatMap(List::stream).map(UsageResult::status))
                .containsOnly(UsageStatus.ACCEPTED);
        assertThat(answers.stream()
                        .flatMap(List::stream)
                        .map(result -> result.standing().used()))
                .containsExactly(7L, 12L, 11L, 8L, 21L);
        assertThat(answers.getFirst()).extracting(UsageResult::index).containsExactly(0, 1, 2);
        assertThat(used(acme, "emails")).isEqualTo(21);
        assertThat(used(acme, "api_calls")).isEqualTo(12);
        assertThat(used(globex, "emails")).isEqualTo(8);
        assertThat(number("sum(quantity)", "usage_event", acme)).isEqualTo(33);
        assertThat(number("sum(quantity)", "usage_hour", acme)).isEqualTo(33);
        assertThat(number("sum(events)", "usage_hour", acme)).isEqualTo(6);
        assertThat(number("sum(quantity)", "usage_period_workspace", acme)).isEqualTo(33);
        assertThat(number("select sum(quantity) from usage_period_workspace where workspace_id = '%s'".formatted(two)))
                .isEqualTo(7);
        assertThat(number("sum(events)", "usage_period", acme)).isEqualTo(6);
    }

    @Test
    void whatIsNotNewIsDecidedByTheFullPathAndNothingIsCountedTwice() {
        BillingApi.subscribe(acme, "professional");
        replica.write(batch(acme, "emails", 5));
        Instant now = Instant.now();
        UsageBatch first = batch(acme, List.of(event("a", "emails", acme.workspaceId(), now, 2)));
        assertThat(replica.write(first)).containsExactly(UsageStatus.ACCEPTED);
        assertThat(replica.fast()).isEqualTo(1);

        List<UsageStatus> again = replica.write(batch(
                acme,
                List.of(
                        event("a", "emails", acme.workspaceId(), now, 2),
                        event("b", "emails", acme.workspaceId(), now, 3),
                        event("a2", "emails", acme.workspaceId(), now, 4))));

        assertThat(again).containsExactly(UsageStatus.DUPLICATE, UsageStatus.ACCEPTED, UsageStatus.ACCEPTED);
        assertThat(replica.left()).isEqualTo(1);
        assertThat(used(acme, "emails")).isEqualTo(14);
        assertThat(number("sum(quantity)", "usage_hour", acme)).isEqualTo(14);
        assertThat(number("sum(quantity)", "usage_period_workspace", acme)).isEqualTo(14);
    }

    @Test
    void aThresholdThatIsKnownToBeNearTakesTheFullPathAtOnce() {
        BillingApi.subscribe(acme, "free");
        replica.write(batch(acme, "ai_requests", 10));
        assertThat(replica.write(batch(acme, "ai_requests", 10))).containsExactly(UsageStatus.ACCEPTED);
        assertThat(replica.fast()).isEqualTo(1);

        assertThat(replica.write(batch(acme, "ai_requests", 79))).containsExactly(UsageStatus.ACCEPTED);
        assertThat(replica.write(batch(acme, "ai_requests", 2))).containsExactly(UsageStatus.BLOCKED);

        assertThat(replica.fast()).isEqualTo(1);
        assertThat(replica.left()).isZero();
        assertThat(used(acme, "ai_requests")).isEqualTo(99);
    }

    @Test
    void aLimitThatAnotherReplicaHasUsedUpIsSeenByTheStatement() {
        BillingApi.subscribe(acme, "free");
        replica.write(batch(acme, "ai_requests", 1));
        other.write(batch(acme, "ai_requests", 98));

        assertThat(replica.write(batch(acme, "ai_requests", 2))).containsExactly(UsageStatus.BLOCKED);

        assertThat(replica.left()).isEqualTo(1);
        assertThat(used(acme, "ai_requests")).isEqualTo(99);
        assertThat(number("count(*)", "usage_event", acme)).isEqualTo(2);
    }

    @Test
    void aThresholdThatAnotherReplicaCameNearIsToldOnce() {
        BillingApi.subscribe(acme, "free");
        replica.write(batch(acme, "ai_requests", 1));
        other.write(batch(acme, "ai_requests", 78));

        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            replica.write(batch(acme, "ai_requests", 1));
            assertThat(replica.left()).isEqualTo(1);
            replica.write(batch(acme, "ai_requests", 1));
            other.write(batch(acme, "ai_requests", 1));
            replica.write(batch(acme, "ai_requests", 18));

            assertThat(lifecycle.await(
                            2, record -> record.belongsTo(acme.id()) && record.isOf(EventTypes.LIMIT_REACHED.type())))
                    .extracting(record -> record.json().path("threshold").asText())
                    .containsExactly("SOFT", "HARD");
        }
        assertThat(used(acme, "ai_requests")).isEqualTo(100);
    }

    /** One is at its limit, one sends the same again: the other's usage takes the short way all the same. */
    @Test
    void whatOneOrganizationHasToDecideSendsNoOtherTheLongWay() {
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "professional");
        replica.together(batch(acme, "ai_requests", 100), batch(globex, "emails", 1));
        UsageBatch again = batch(globex, List.of(event("a", "emails", globex.workspaceId(), Instant.now(), 2)));
        replica.together(again);
        assertThat(replica.fast()).isEqualTo(1);

        List<List<UsageResult>> atItsLimit =
                replica.together(batch(acme, "ai_requests", 1), batch(globex, "emails", 1));

        assertThat(atItsLimit.stream().flatMap(List::stream).map(UsageResult::status))
                .containsExactly(UsageStatus.BLOCKED, UsageStatus.ACCEPTED);
        assertThat(replica.fast()).isEqualTo(2);
        assertThat(replica.left()).isZero();

        replica.together(batch(acme, "emails", 1));
        List<List<UsageResult>> repeating = replica.together(batch(acme, "emails", 1), again);

        assertThat(repeating.stream().flatMap(List::stream).map(UsageResult::status))
                .containsExactly(UsageStatus.ACCEPTED, UsageStatus.DUPLICATE);
        assertThat(replica.fast()).isEqualTo(3);
        assertThat(replica.left()).isEqualTo(1);
        assertThat(used(acme, "emails")).isEqualTo(2);
        assertThat(used(globex, "emails")).isEqualTo(4);
    }

    @Test
    void aReservationThatIsKnownIsNotRunInto() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        replica.together(batch(acme, "emails", 1), batch(globex, "emails", 1));
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", acme.workspaceId(), "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);

        for (int i = 0; i < 3; i++) {
            replica.together(batch(acme, "emails", 1), batch(globex, "emails", 1));
        }

        assertThat(replica.left()).isEqualTo(1);
        assertThat(replica.fast()).isEqualTo(3);
        assertThat(used(acme, "emails")).isEqualTo(4);
        assertThat(used(globex, "emails")).isEqualTo(4);
    }

    @Test
    void whatOtherReplicasReserveIsHeld() {
        BillingApi.subscribe(acme, "free");
        replica.write(batch(acme, "ai_requests", 1));
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "ai_requests", "workspaceId", acme.workspaceId(), "quantity", 60))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);

        List<UsageStatus> results = replica.write(batch(acme, "ai_requests", 40));

        assertThat(results).containsExactly(UsageStatus.BLOCKED);
        assertThat(replica.left()).isEqualTo(1);
        assertThat(used(acme, "ai_requests")).isEqualTo(1);
    }
}
