package io.enterprisemode.billing.metering;

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
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two writers, each with what it believes of organizations, stand for two replicas of the service. */
@QuarkusTest
@WithSuite("billing")
class UsageWriterTest {

    @Inject
    TestReplicas testReplicas;

    private TestOrganization acme;
    private TestOrganization globex;
    private List<Replica> replicas;

    @BeforeEach
    void twoOrganizationsAndTwoReplicas() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        replicas = List.of(testReplicas.replica(), testReplicas.replica());
    }

    private UsageBatch batch(TestOrganization organization, List<Map<String, Object>> events) {
        return testReplicas.batch(organization, events);
    }

    private UsageBatch batch(TestOrganization organization, String meter, long quantity) {
        return testReplicas.batch(organization, meter, quantity);
    }

    private List<String> write(Replica replica, UsageBatch batch) {
        return codes(replica.writer().write(batch).await().atMost(TestReplicas.PATIENCE));
    }

    private static List<String> codes(List<UsageResult> results) {
        return results.stream().map(result -> result.status().code()).toList();
    }

    private static long number(String sql) {
        return ServiceDatabase.of("billing").number(sql);
    }

    /** Changes something behind the back of the service. */
    private static void change(String sql) {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<List<UsageResult>> overBothReplicas(List<UsageBatch> batches) {
        return TestReplicas.overAll(replicas, batches);
    }

    @Test
    void theLastUnitsGoOutExactlyOnceOverTwoReplicas() {
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        write(replicas.getFirst(), batch(acme, "ai_requests", 60));
        write(replicas.getLast(), batch(globex, "ai_requests", 70));
        List<UsageBatch> race = IntStream.range(0, 100)
                .mapToObj(number -> batch(number % 4 < 2 ? acme : globex, "ai_requests", 1))
                .toList();

        List<List<UsageResult>> answers = overBothReplicas(race);

        assertThat(answers.stream().flatMap(List::stream).map(UsageResult::status))
                .containsOnly(UsageStatus.ACCEPTED, UsageStatus.BLOCKED)
                .filteredOn(UsageStatus.ACCEPTED::equals)
                .hasSize(40 + 30);
        assertThat(used(acme, "ai_requests")).isEqualTo(100);
        assertThat(used(globex, "ai_requests")).isEqualTo(100);
        for (TestOrganization organization : List.of(acme, globex)) {
            assertThat(number("select sum(quantity) from usage_event where org_id = '%s'".formatted(organization.id())))
                    .isEqualTo(100);
            assertThat(number("select sum(quantity) from usage_hour where org_id = '%s'".formatted(organization.id())))
                    .isEqualTo(100);
        }
    }

    @Test
    void eightSendersOfTheSameTwentyEventsOverTwoReplicasCountTwenty() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        List<Map<String, Object>> events = IntStream.range(0, 20)
                .mapToObj(number -> event("key-" + number, "emails", acme.workspaceId(), Instant.now(), 1))
                .toList();
        List<UsageBatch> senders = IntStream.range(0, 8)
                .boxed()
                .flatMap(sender -> Stream.concat(
                        events.stream().map(event -> batch(acme, List.of(event))),
                        Stream.of(batch(acme, events), batch(globex, "emails", 1))))
                .toList();

        List<List<UsageResult>> answers = overBothReplicas(senders);

        assertThat(answers.stream().flatMap(List::stream).map(UsageResult::status))
                .containsOnly(UsageStatus.ACCEPTED, UsageStatus.DUPLICATE)
                .filteredOn(UsageStatus.ACCEPTED::equals)
                .hasSize(20 + 8);
        assertThat(number("select count(*) from usage_event where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(20);
        assertThat(used(acme, "emails")).isEqualTo(20);
        assertThat(used(globex, "emails")).isEqualTo(8);
    }

    @Test
    void oneTransactionOfSeveralRequestsAnswersAsOneAfterAnother() {
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        UsageBatch first = batch(
                acme,
                List.of(
                        event("1", "ai_requests", acme.workspaceId(), Instant.now(), 90),
                        event("2", "ai_requests", acme.workspaceId(), Instant.now(), 20)));
        UsageBatch second = batch(globex, "ai_requests", 100);
        UsageBatch third = batch(acme, "ai_requests", 10);

        List<List<UsageResult>> answers = replicas.getFirst().together(first, second, third);

        assertThat(answers)
                .extracting(UsageWriterTest::codes)
                .containsExactly(List.of("accepted", "blocked"), List.of("accepted"), List.of("accepted"));
        assertThat(answers.getLast().getFirst().standing()).isEqualTo(new LimitStatus(100, 0, 100L, 0L, true));
        assertThat(number("select count(distinct xmin::text) from usage_event where org_id in ('%s', '%s')"
                        .formatted(acme.id(), globex.id())))
                .isEqualTo(1);
        assertThat(number("select count(*) from usage_event where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(2);
    }

    private void changePlan(String plan) {
        change("update subscription_plan set plan_code = '%s' where org_id = '%s'".formatted(plan, acme.id()));
        change("update subscription set revision = revision + 1 where org_id = '%s'".formatted(acme.id()));
    }

    @Test
    void whatIsBelievedOfAnOrganizationNeverDecides() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        assertThat(write(replicas.getFirst(), batch(acme, "ai_requests", 101))).containsExactly("accepted");
        assertThat(write(replicas.getFirst(), batch(globex, "ai_requests", 101)))
                .containsExactly("accepted");

        changePlan("free");
        assertThat(write(replicas.getFirst(), batch(acme, "ai_requests", 1))).containsExactly("blocked");
        changePlan("professional");
        assertThat(write(replicas.getFirst(), batch(acme, "ai_requests", 1))).containsExactly("accepted");

        change("update access_node set deleted = true where org_id = '%s' and node_id = '%s'"
                .formatted(acme.id(), acme.workspaceId()));
        assertThat(write(replicas.getFirst(), batch(acme, "ai_requests", 1))).containsExactly("rejected");
        change("update access_node set deleted = false where org_id = '%s' and node_id = '%s'"
                .formatted(acme.id(), acme.workspaceId()));
        assertThat(write(replicas.getFirst(), batch(acme, "ai_requests", 1))).containsExactly("accepted");

        change("update subscription set status = 'SUSPENDED', revision = revision + 1 where org_id = '%s'"
                .formatted(acme.id()));
        assertThat(replicas.getFirst().together(batch(acme, "ai_requests", 1), batch(globex, "ai_requests", 1)))
                .extracting(UsageWriterTest::codes)
                .containsExactly(List.of("blocked"), List.of("accepted"));
    }

    @Test
    void anEventThatTheDatabaseCannotTakeIsAnsweredByItself() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        assertThat(write(replicas.getFirst(), batch(acme, "emails", 1))).containsExactly("accepted");
        change("update usage_hour set quantity = %d where org_id = '%s'".formatted(Long.MAX_VALUE - 1, acme.id()));
        UsageBatch poisoned = batch(
                acme,
                List.of(
                        event("a", "api_calls", acme.workspaceId(), Instant.now(), 5),
                        event("b", "emails", acme.workspaceId(), Instant.now(), 2),
                        event("c", "api_calls", acme.workspaceId(), Instant.now(), 6)));

        List<List<UsageResult>> answers = Uni.join()
                .all(
                        replicas.getFirst().writer().write(poisoned),
                        replicas.getFirst().writer().write(batch(globex, "emails", 1)),
                        replicas.getFirst().writer().write(batch(acme, "api_calls", 7)))
                .andFailFast()
                .await()
                .atMost(TestReplicas.PATIENCE);

        assertThat(answers.stream().map(UsageWriterTest::codes))
                .containsExactly(List.of("accepted", "rejected", "accepted"), List.of("accepted"), List.of("accepted"));
        assertThat(answers.getFirst()).extracting(UsageResult::index).containsExactly(0, 1, 2);
        assertThat(answers.getFirst().get(1).reason()).isEqualTo("counter-overflow");
        assertThat(used(acme, "emails")).isEqualTo(1);
        assertThat(used(acme, "api_calls")).isEqualTo(18);
        assertThat(used(globex, "emails")).isEqualTo(1);
    }

    @Test
    void aCounterThatWentMissingIsMadeAgain() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        write(replicas.getFirst(), batch(acme, "emails", 1));
        write(replicas.getFirst(), batch(globex, "emails", 1));
        change("delete from usage_period where org_id = '%s'".formatted(acme.id()));

        assertThat(write(replicas.getFirst(), batch(acme, "emails", 3))).containsExactly("accepted");

        assertThat(used(acme, "emails")).isEqualTo(3);
        assertThat(used(globex, "emails")).isEqualTo(1);
    }

    @Test
    void writersOfManyOrganizationsInAnyOrderDoNotFail() {
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
        List<String> meters = List.of("emails", "ai_requests", "contacts", "api_calls");
        List<UsageBatch> batches = IntStream.range(0, 60)
                .mapToObj(number -> {
                    TestOrganization organization = number % 3 == 0 ? globex : acme;
                    UUID workspace = number % 2 == 0 ? organization.workspaceId() : organization.otherWorkspaceId();
                    return batch(
                            organization,
                            IntStream.range(0, 20)
                                    .mapToObj(place -> event(
                                            "n-" + number + "-" + place,
                                            meters.get((number * 7 + place * 3) % 4),
                                            workspace,
                                            Instant.now().minusSeconds((place * 37L) % 3_000),
                                            1))
                                    .toList());
                })
                .toList();

        List<List<UsageResult>> answers = overBothReplicas(batches);

        assertThat(answers.stream().flatMap(List::stream).map(UsageResult::status))
                .containsOnly(UsageStatus.ACCEPTED)
                .hasSize(1_200);
        assertThat(number("select sum(events) from usage_period where org_id in ('%s', '%s')"
                        .formatted(acme.id(), globex.id())))
                .isEqualTo(1_200);
        assertThat(number("select sum(events) from usage_hour where org_id in ('%s', '%s')"
                        .formatted(acme.id(), globex.id())))
                .isEqualTo(1_200);
    }
}
