package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.metering.TestReplicas.Replica;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who goes on sending at a limit is answered without anything being written. */
@QuarkusTest
@WithSuite("billing")
class UsageLookupTest {

    @Inject
    TestReplicas replicas;

    private TestOrganization acme;
    private TestOrganization globex;
    private Replica replica;
    private Replica other;
    private Instant now;

    /** With 98 of 100 used, "first" among them, and a refusal told. */
    @BeforeEach
    void anOrganizationAtItsLimit() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        replica = replicas.replica();
        other = replicas.replica();
        now = Instant.now();
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        replica.write(replicas.batch(acme, List.of(named("first", 8), named("second", 90))));
        assertThat(replica.write(replicas.batch(acme, List.of(named("too-much", 3)))))
                .containsExactly(UsageStatus.BLOCKED);
        assertThat(replica.lookups()).isZero();
    }

    private Map<String, Object> named(String id, long quantity) {
        return event(id, "ai_requests", acme.workspaceId(), now, quantity);
    }

    private static long number(String what, String table, TestOrganization organization) {
        return ServiceDatabase.of("billing")
                .number("select %s from %s where org_id = '%s'".formatted(what, table, organization.id()));
    }

    @Test
    void whatIsRefusedWaitsForNoLockAndIsNotStored() throws Exception {
        long version = number("xmin::text::bigint", "usage_period", acme);
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            statement.execute("select 1 from usage_period where org_id = '%s' for update".formatted(acme.id()));

            List<UsageResult> answer = replica.writer()
                    .write(replicas.batch(acme, List.of(named("a", 3), named("b", 4), named("a", 3))))
                    .await()
                    .atMost(TestReplicas.PATIENCE);

            assertThat(answer)
                    .extracting(UsageResult::status)
                    .containsExactly(UsageStatus.BLOCKED, UsageStatus.BLOCKED, UsageStatus.BLOCKED);
            assertThat(answer).extracting(UsageResult::reason).containsOnly("limit-reached");
            assertThat(answer).extracting(UsageResult::index).containsExactly(0, 1, 2);
            assertThat(answer)
                    .extracting(result -> result.standing().remaining())
                    .containsOnly(2L);
            superuser.rollback();
        }
        assertThat(replica.lookups()).isEqualTo(1);
        assertThat(number("count(*)", "usage_event", acme)).isEqualTo(2);
        assertThat(number("xmin::text::bigint", "usage_period", acme)).isEqualTo(version);
        assertThat(used(acme, "ai_requests")).isEqualTo(98);
    }

    @Test
    void whatIsStoredAlreadyIsToldBeforeAnyRefusal() {
        assertThat(replica.write(replicas.batch(
                        acme,
                        List.of(
                                named("first", 8),
                                named("third", 5),
                                named("second", 91),
                                event("old", "ai_requests", acme.workspaceId(), now.minusSeconds(90L * 86_400), 5),
                                named("first", 8),
                                event("first", "ai_requests", UUID.randomUUID(), now, 8)))))
                .containsExactly(
                        UsageStatus.DUPLICATE,
                        UsageStatus.BLOCKED,
                        UsageStatus.CONFLICT,
                        UsageStatus.REJECTED,
                        UsageStatus.DUPLICATE,
                        UsageStatus.CONFLICT);
        assertThat(replica.lookups()).isEqualTo(1);
        assertThat(number("count(*)", "usage_event", acme)).isEqualTo(2);
    }

    @Test
    void whatStillFitsIsCountedWhereverItStandsInTheBatch() {
        assertThat(replica.write(
                        replicas.batch(acme, List.of(named("a", 3), named("b", 1), named("c", 2), named("d", 1)))))
                .containsExactly(UsageStatus.BLOCKED, UsageStatus.ACCEPTED, UsageStatus.BLOCKED, UsageStatus.ACCEPTED);
        assertThat(used(acme, "ai_requests")).isEqualTo(100);

        assertThat(replica.write(replicas.batch(acme, List.of(named("b", 1), named("a", 3)))))
                .containsExactly(UsageStatus.DUPLICATE, UsageStatus.BLOCKED);
        assertThat(replica.lookups()).isEqualTo(1);
    }

    @Test
    void theOthersOfATransactionAreWrittenAllTheSame() {
        replica.together(replicas.batch(globex, "ai_requests", 1));

        List<List<UsageResult>> answers = replica.together(
                replicas.batch(acme, List.of(named("a", 3))),
                replicas.batch(globex, "ai_requests", 80),
                replicas.batch(acme, List.of(named("first", 8))),
                replicas.batch(acme, List.of(event("emails", acme.workspaceId(), 7))));

        assertThat(answers.stream().map(TestReplicas::statuses).toList())
                .containsExactly(
                        List.of(UsageStatus.BLOCKED),
                        List.of(UsageStatus.ACCEPTED),
                        List.of(UsageStatus.DUPLICATE),
                        List.of(UsageStatus.ACCEPTED));
        assertThat(used(globex, "ai_requests")).isEqualTo(81);
        assertThat(used(acme, "emails")).isEqualTo(7);
        assertThat(used(acme, "ai_requests")).isEqualTo(98);
    }

    /** The first refusal is told, whoever comes across it. */
    @Test
    void aLimitThatAnotherReplicaReachedIsToldOnce() {
        other.write(replicas.batch(globex, "ai_requests", 100));
        replica.write(replicas.batch(globex, "ai_requests", 1));
        replica.write(replicas.batch(globex, "ai_requests", 1));
        other.write(replicas.batch(globex, "ai_requests", 1));

        assertThat(number("count(refused_at)", "usage_period", globex)).isEqualTo(1);
        assertThat(replica.full()).isEqualTo(3);
        assertThat(replica.lookups()).isEqualTo(1);
        assertThat(other.lookups()).isEqualTo(1);
    }

    @Test
    void aLargerPlanAdmitsTheVeryNextEvent() {
        assertThat(replica.write(replicas.batch(acme, List.of(named("a", 3))))).containsExactly(UsageStatus.BLOCKED);
        as(acme.owner())
                .contentType("application/json")
                .body(Map.of("plan", "professional"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200);

        assertThat(replica.write(
                        replicas.batch(acme, List.of(event("b", "ai_requests", acme.workspaceId(), Instant.now(), 3)))))
                .containsExactly(UsageStatus.ACCEPTED);
    }

    @Test
    void whatIsReleasedCanBeUsedAtOnce() {
        String reservation = as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "ai_requests", "workspaceId", acme.workspaceId(), "quantity", 2))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201)
                .extract()
                .path("reservation.id");
        List<UsageStatus> held = new ArrayList<>();
        for (String id : List.of("a", "b")) {
            held.addAll(replica.write(replicas.batch(acme, List.of(named(id, 2)))));
            held.addAll(replica.write(replicas.batch(acme, List.of(named(id + "-more", 3)))));
        }
        assertThat(held).containsOnly(UsageStatus.BLOCKED);

        as(acme.member())
                .post(ENTITLEMENTS + "/reservations/" + reservation + "/release")
                .then()
                .statusCode(200);

        assertThat(replica.write(replicas.batch(acme, List.of(named("a", 2))))).containsExactly(UsageStatus.ACCEPTED);
        assertThat(used(acme, "ai_requests")).isEqualTo(100);
    }
}
