package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A hundred clients race for the last units of a limit through two processes of billing-service: never one more, and
 * none left over.
 */
@SystemTest
class ReplicaRaceIT {

    private static final int CLIENTS = 100;
    private static final int AI_REQUESTS_OF_FREE = 100;
    private static final int EMAILS_OF_FREE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RunningSuite suite;
    private static ServiceProcess second;

    @BeforeAll
    static void twoReplicas(RunningSuite running) {
        suite = running;
        second = suite.local().replica(ServiceName.BILLING, 3);
        second.start();
    }

    @AfterAll
    static void one() {
        second.stop();
    }

    /**
     * An organization on the plan Free, and its owner at both replicas.
     *
     * @param doors one of each replica
     */
    private record Racers(Organization organization, String workspace, List<Caller> doors) {

        static Racers make(String name) {
            Organization organization = Organization.found(suite, name);
            organization.subscribe("free");
            String workspace = organization.anyWorkspace();
            Caller owner = organization.asOwner();
            List<Caller> doors =
                    List.of(owner.to(suite.local().baseUrl(ServiceName.BILLING)), owner.to(second.baseUrl()));
            Map<String, Object> probe =
                    UsageEvents.of(workspace).event("probe", "emails", Instant.parse("2999-01-01T00:00:00Z"), 0);
            for (Caller door : doors) {
                await("the workspace is known")
                        .atMost(PATIENCE)
                        .until(() ->
                                door.post("/api/billing/usage", probe).body().contains("time-in-future"));
            }
            return new Racers(organization, workspace, doors);
        }

        Caller door(int client) {
            return doors.get(client % doors.size());
        }

        Answer use(int client, String id, String meter) {
            return door(client)
                    .post("/api/billing/usage", UsageEvents.of(workspace).event(id, meter, Instant.now(), 1));
        }

        Answer reserve(int client, String meter, int quantity) {
            return door(client)
                    .post(
                            "/api/billing/entitlements/reserve",
                            Map.of("meter", meter, "workspaceId", workspace, "quantity", quantity));
        }

        Answer settle(int client, String reservation, String how, Object body) {
            return door(client).post("/api/billing/entitlements/reservations/" + reservation + "/" + how, body);
        }

        /** What both replicas say is used and held. */
        JsonNode entitlement(String meter) {
            List<JsonNode> answers = doors.stream()
                    .map(door -> door.post("/api/billing/entitlements/check", Map.of("meter", meter, "quantity", 1))
                            .expect(200)
                            .json())
                    .toList();
            assertThat(answers.getFirst()).isEqualTo(answers.getLast());
            return answers.getFirst();
        }
    }

    private static <T> List<T> atOnce(int clients, IntFunction<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(clients);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = IntStream.range(0, clients)
                    .<Callable<T>>mapToObj(client -> () -> {
                        start.await();
                        return work.apply(client);
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> done : executor.invokeAll(calls)) {
                results.add(done.get());
            }
            return results;
        }
    }

    private static String status(Answer answer) {
        return answer.expect(200).json().path("results").path(0).path("status").asText();
    }

    @Test
    void aBlockLimitIsExact() throws Exception {
        Racers racers = Racers.make("Race for the limit");

        List<String> answers = atOnce(CLIENTS, client -> {
                    List<String> own = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        own.add(status(racers.use(client, client + "-" + i, "ai_requests")));
                    }
                    return own;
                })
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(answers).containsOnly("accepted", "blocked");
        assertThat(Collections.frequency(answers, "accepted")).isEqualTo(AI_REQUESTS_OF_FREE);
        assertThat(racers.entitlement("ai_requests").path("used").asInt()).isEqualTo(AI_REQUESTS_OF_FREE);
    }

    @Test
    void theSameEventsThroughBothAreCountedOnce() throws Exception {
        Racers racers = Racers.make("Race of the same");
        int events = 40;
        Instant time = Instant.now();
        List<Map<String, Object>> same = IntStream.range(0, events)
                .mapToObj(number -> UsageEvents.of(racers.workspace()).event("same-" + number, "emails", time, 1))
                .toList();

        List<String> answers = atOnce(16, client -> {
                    List<Map<String, Object>> shuffled = new ArrayList<>(same);
                    Collections.shuffle(shuffled, new Random(client));
                    List<String> own = new ArrayList<>();
                    racers.door(client)
                            .post("/api/billing/usage", shuffled)
                            .expect(200)
                            .json()
                            .path("results")
                            .forEach(result -> own.add(result.path("status").asText()));
                    return own;
                })
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(answers).containsOnly("accepted", "duplicate");
        assertThat(Collections.frequency(answers, "accepted")).isEqualTo(events);
        assertThat(racers.entitlement("emails").path("used").asInt()).isEqualTo(events);
    }

    @Test
    void reservationsNeverHoldMoreThanTheLimit() throws Exception {
        Racers racers = Racers.make("Race of reservations");
        int quantity = 13;
        int fitting = EMAILS_OF_FREE / quantity;

        List<Answer> answers = atOnce(CLIENTS, client -> racers.reserve(client, "emails", quantity));
        List<String> held = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.json().path("reservation").path("id").asText())
                .toList();
        assertThat(held).hasSize(fitting);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));

        List<Integer> settled = atOnce(
                held.size(),
                client -> client % 2 == 0
                        ? racers.settle(client + 1, held.get(client), "commit", Map.of("quantity", quantity))
                                .status()
                        : racers.settle(client + 1, held.get(client), "release", Map.of())
                                .status());
        assertThat(settled).containsOnly(200);
        int committed = (fitting + 1) / 2 * quantity;
        assertThat(racers.entitlement("emails").path("used").asInt()).isEqualTo(committed);

        int left = EMAILS_OF_FREE - committed;
        List<Answer> again = atOnce(CLIENTS, client -> racers.reserve(client, "emails", quantity));
        assertThat(again.stream().filter(answer -> answer.status() == 201)).hasSize(left / quantity);
    }

    @Test
    void usageAndReservationsShareTheLimit() throws Exception {
        Racers racers = Racers.make("Race through both doors");

        List<Integer> taken = atOnce(2 * CLIENTS, client -> {
            if (client % 4 < 2) {
                return status(racers.use(client, "both-" + client, "ai_requests"))
                                .equals("accepted")
                        ? 1
                        : 0;
            }
            Answer answer = racers.reserve(client, "ai_requests", 1);
            if (answer.status() != 201) {
                return 0;
            }
            String id = answer.json().path("reservation").path("id").asText();
            racers.settle(client + 1, id, "commit", Map.of("quantity", 1)).expect(200);
            return 1;
        });

        assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(AI_REQUESTS_OF_FREE);
        JsonNode entitlement = racers.entitlement("ai_requests");
        assertThat(entitlement.path("used").asInt()).isEqualTo(AI_REQUESTS_OF_FREE);
        assertThat(entitlement.path("allowed").asBoolean()).isFalse();
    }
}
