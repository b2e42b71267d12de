package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageRaceTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static <T> List<T> atOnce(int senders, Callable<T> call) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(senders)) {
            return executor.invokeAll(Collections.nCopies(senders, call)).stream()
                    .map(Future::resultNow)
                    .toList();
        }
    }

    @Test
    void twentyIdentitiesFromEightSendersAreTwentyEvents() throws Exception {
        BillingApi.subscribe(acme, "professional");
        List<Map<String, Object>> events = IntStream.range(0, 20)
                .mapToObj(number -> event(
                        "mail-" + number,
                        number % 2 == 0 ? "emails" : "api_calls",
                        number % 3 == 0 ? acme.workspaceId() : acme.otherWorkspaceId(),
                        Instant.now(),
                        1))
                .toList();

        List<List<String>> answers = atOnce(8, () -> {
            List<Map<String, Object>> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, new Random());
            return statuses(send(acme.member(), shuffled));
        });

        assertThat(answers.stream().flatMap(List::stream).filter("accepted"::equals))
                .hasSize(20);
        assertThat(answers.stream().flatMap(List::stream)).containsOnly("accepted", "duplicate");
        assertThat(rows()).isEqualTo(20);
        assertThat(used(acme, "emails") + used(acme, "api_calls")).isEqualTo(20);
    }

    private long rows() {
        return ServiceDatabase.of("billing")
                .number("select count(*) from usage_event where org_id = '%s'".formatted(acme.id()));
    }

    @Test
    void aBlockLimitIsExactUnderFiftyClients() throws Exception {
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        send(acme.member(), event("ai_requests", acme.workspaceId(), 40)).statusCode(200);

        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            List<String> answers = atOnce(
                    50,
                    () -> statuses(send(
                                    acme.member(),
                                    List.of(
                                            event("ai_requests", acme.workspaceId(), 1),
                                            event("ai_requests", acme.otherWorkspaceId(), 1))))
                            .stream()
                            .reduce("", String::concat));

            assertThat(String.join("", answers).split("accepted", -1)).hasSize(61);
            assertThat(used(acme, "ai_requests")).isEqualTo(100);
            assertThat(rows()).isEqualTo(61);
            assertThat(ServiceDatabase.of("billing").number("""
                            select coalesce(sum(quantity), 0) from usage_hour
                             where org_id = '%s' and meter_id = 2""".formatted(acme.id())))
                    .isEqualTo(100);
            List<ReceivedRecord> reached = lifecycle.await(
                    2, record -> record.belongsTo(acme.id()) && record.isOf(EventTypes.LIMIT_REACHED.type()));
            assertThat(reached)
                    .extracting(record -> record.json().path("threshold").asText())
                    .containsExactly("SOFT", "HARD");
            reached.forEach(EventContract::assertConforms);
        }
        assertThat(used(globex, "ai_requests")).isZero();
    }

    @Test
    void whatIsBlockedKeepsItsIdentityFreeAndSmallerEventsStillFit() {
        BillingApi.subscribe(acme, "free");
        String id = UUID.randomUUID().toString();
        Instant now = Instant.now();

        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event("emails", acme.workspaceId(), 990),
                                event(id, "emails", acme.workspaceId(), now, 20),
                                event(id, "emails", acme.workspaceId(), now, 20),
                                event("emails", acme.workspaceId(), 10),
                                event("emails", acme.workspaceId(), 0),
                                event("emails", acme.workspaceId(), 1)))))
                .containsExactly("accepted", "blocked", "blocked", "accepted", "accepted", "blocked");
        assertThat(statuses(send(acme.member(), event(id, "emails", acme.workspaceId(), now, 0))))
                .containsExactly("accepted");
        assertThat(used(acme, "emails")).isEqualTo(1000);
    }

    @Test
    void writersOfTheSameCountersInAnyOrderDoNotFail() throws Exception {
        BillingApi.subscribe(acme, "professional");
        List<String> meters = List.of("emails", "ai_requests", "contacts", "api_calls");
        Random random = new Random(7);

        List<List<String>> answers = atOnce(16, () -> {
            List<Map<String, Object>> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                events.add(event(
                        UUID.randomUUID().toString(),
                        meters.get(random.nextInt(4)),
                        random.nextBoolean() ? acme.workspaceId() : acme.otherWorkspaceId(),
                        Instant.now().minusSeconds(random.nextInt(3_000)),
                        1));
            }
            return statuses(send(acme.member(), events));
        });

        assertThat(answers.stream().flatMap(List::stream))
                .containsOnly("accepted")
                .hasSize(1_600);
        assertThat(rows()).isEqualTo(1_600);
        assertThat(ServiceDatabase.of("billing")
                        .number("select sum(events) from usage_period where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(1_600);
    }
}
