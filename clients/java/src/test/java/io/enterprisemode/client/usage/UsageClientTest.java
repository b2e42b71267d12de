package io.enterprisemode.client.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.client.usage.UsageServer.Behaviour;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageClientTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:15:30.125Z");
    private static final UUID WORKSPACE = UUID.fromString("018f6f3a-1000-7a00-8000-000000000015");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Queue<UsageResult> results = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> pauses = new ConcurrentLinkedQueue<>();
    private UsageServer server;

    @BeforeEach
    void start() throws IOException {
        server = new UsageServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private UsageClient.Builder client() {
        return UsageClient.builder(server.address())
                .credentials(Credentials.apiKey("emk_test"))
                .source("/tests")
                .linger(Duration.ZERO)
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .pauses(pauses::add, new Random(7))
                .listener(results::add);
    }

    private List<UsageStatus> statuses() {
        return results.stream().map(UsageResult::status).toList();
    }

    private static List<UsageEvent> events(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> UsageEvent.of("emails", WORKSPACE, number).withId("mail-" + number))
                .toList();
    }

    private static List<String> ids(int count) {
        return events(count).stream().map(UsageEvent::id).toList();
    }

    @Test
    void anEventGetsAnIdASourceAndATimeAndIsCounted() {
        try (UsageClient client = client().build()) {
            UsageEvent sent = client.record(UsageEvent.of("emails", WORKSPACE, 250)
                    .with("campaign", "spring \"\\ é \u0001")
                    .with("size", 1.5));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(UUID.fromString(sent.id()).version()).isEqualTo(7);
            assertThat(UUID.fromString(sent.id()).getMostSignificantBits() >>> 16)
                    .isEqualTo(NOW.toEpochMilli());
            assertThat(sent.source()).isEqualTo("/tests");
            assertThat(sent.time()).isEqualTo(NOW);
            assertThat(server.counted()).containsExactly(sent.id());
            assertThat(results).hasSize(1).first().satisfies(result -> {
                assertThat(result.status()).isEqualTo(UsageStatus.ACCEPTED);
                assertThat(result.event().id()).isEqualTo(sent.id());
                assertThat(result.event().properties()).containsEntry("campaign", "spring \"\\ é \u0001");
            });
            assertThat(server.headers().getFirst())
                    .containsEntry("Authorization", List.of("Bearer emk_test"))
                    .doesNotContainKeys("Prefer", "Content-encoding", "Enterprise-org");
        }
    }

    @Test
    void eventsGoInFullBatchesAndInOrder() {
        try (UsageClient client =
                client().batch(100, 1_000_000).linger(Duration.ofMinutes(1)).build()) {
            client.recordAll(events(250));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.sizes()).containsExactly(100, 100, 50);
            assertThat(server.counted()).isEqualTo(ids(250));
        }
    }

    @Test
    void aBatchHasNoMoreBytesThanItMay() {
        String long300 = "x".repeat(300);
        try (UsageClient client = client().batch(1_000, 1_200).build()) {
            client.recordAll(
                    events(7).stream().map(event -> event.with("note", long300)).toList());

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.sizes()).containsExactly(2, 2, 2, 1);
        }
    }

    @Test
    void whatGetsNoGoodAnswerIsSentAgainAndCountedOnce() {
        server.then(
                Behaviour.status(503, Map.of()),
                Behaviour.countAndBreak(),
                Behaviour.status(500, Map.of()),
                Behaviour.countAndAnswer("<html>"),
                Behaviour.countAndAnswer("{\"results\":[]}"),
                Behaviour.status(404, Map.of()),
                Behaviour.status(302, Map.of("Location", "/elsewhere")));
        try (UsageClient client = client().build()) {
            client.recordAll(events(20));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).isEqualTo(ids(20));
            assertThat(statuses()).hasSize(20).containsOnly(UsageStatus.DUPLICATE);
            assertThat(pauses).hasSize(7);
            assertThat(client.metrics().requests()).isEqualTo(8);
            assertThat(client.metrics().repetitions()).isEqualTo(7);
            assertThat(client.metrics().lastProblem()).isNull();
        }
    }

    @Test
    void aServiceThatIsTooSlowIsAskedAgain() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        server.then((it, exchange, events) -> {
            try {
                boolean unused = end.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try (UsageClient client = client().timeout(Duration.ofMillis(200)).build()) {
            client.recordAll(events(3));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(statuses()).containsOnly(UsageStatus.ACCEPTED).hasSize(3);
        } finally {
            end.countDown();
        }
    }

    @Test
    void theServiceSaysWhenToComeAgain() {
        server.then(
                Behaviour.status(429, Map.of("Retry-After", "7")),
                Behaviour.status(503, Map.of("Retry-After", "Mon, 05 Jan 2026 08:16:30 GMT")),
                Behaviour.status(503, Map.of("Retry-After", "soon")));
        try (UsageClient client =
                client().retries(Duration.ofMillis(4), Duration.ofMillis(4)).build()) {
            client.recordAll(events(1));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(pauses).hasSize(3);
            assertThat(List.copyOf(pauses).get(0)).isEqualTo(Duration.ofSeconds(7));
            assertThat(List.copyOf(pauses).get(1))
                    .isEqualTo(Duration.between(NOW, Instant.parse("2026-01-05T08:16:30Z")));
            assertThat(List.copyOf(pauses).get(2)).isBetween(Duration.ofMillis(2), Duration.ofMillis(4));
        }
    }

    @Test
    void aRefusedTokenIsReplacedByAFreshOne() {
        AtomicInteger drawn = new AtomicInteger();
        server.always((it, exchange, events) -> (exchange.getRequestHeaders()
                                .getFirst("Authorization")
                                .equals("Bearer token-1")
                        ? Behaviour.status(401, Map.of())
                        : Behaviour.count())
                .handle(it, exchange, events));
        try (UsageClient client = client().credentials(Credentials.token(() -> "token-" + drawn.incrementAndGet()))
                .organization("acme")
                .build()) {
            client.recordAll(events(2));
            assertThat(client.flush(PATIENCE)).isTrue();
            client.record(UsageEvent.of("emails", WORKSPACE, 1));
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(statuses()).hasSize(3).containsOnly(UsageStatus.ACCEPTED);
        assertThat(drawn).hasValue(2);
        assertThat(pauses).isEmpty();
        assertThat(server.headers())
                .allSatisfy(each -> assertThat(each).containsEntry("Enterprise-org", List.of("acme")));
    }

    @Test
    void aSupplierOfTokensThatFailsIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (UsageClient client = client().credentials(Credentials.token(() -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new IllegalStateException("the provider is away");
                    }
                    return "token";
                }))
                .build()) {
            client.recordAll(events(1));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(pauses).hasSize(2);
        }
    }

    @Test
    void aRequestThatIsTooLargeIsDivided() {
        server.always(Behaviour.upTo(3));
        try (UsageClient client = client().build()) {
            client.recordAll(events(10));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).isEqualTo(ids(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validation-failed", "malformed-json"})
    void anEventThatMakesItsRequestUnacceptableIsRejectedAlone(String code) {
        server.always((it, exchange, events) -> (events.stream()
                                .anyMatch(event -> event.get("id").equals("mail-5"))
                        ? Behaviour.problem(400, code, "/5/data")
                        : Behaviour.count())
                .handle(it, exchange, events));
        try (UsageClient client = client().build()) {
            client.recordAll(events(8));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).hasSize(7).doesNotContain("mail-5");
            assertThat(results)
                    .filteredOn(result -> result.status() == UsageStatus.REJECTED)
                    .singleElement()
                    .satisfies(result -> {
                        assertThat(result.event().id()).isEqualTo("mail-5");
                        assertThat(result.reason()).isEqualTo(code);
                    });
        }
    }

    /** Answers that say nothing about the events, by the service and by what may stand before it. */
    private static Stream<Behaviour> refusalsOfTheRequest() {
        return Stream.concat(
                IntStream.of(
                                400, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 414, 415, 417, 421, 422,
                                425, 426, 428, 429, 431, 451)
                        .mapToObj(status -> Behaviour.status(status, Map.of())),
                Stream.of(
                        Behaviour.problem(400, "organization-required", ""),
                        Behaviour.problem(400, "validation-failed", "Enterprise-Org"),
                        Behaviour.problem(422, "validation-failed", "/0"),
                        (server, exchange, events) -> {
                            byte[] html = "<html>400 Bad Request</html>".getBytes(StandardCharsets.UTF_8);
                            exchange.sendResponseHeaders(400, html.length);
                            exchange.getResponseBody().write(html);
                            exchange.close();
                        }));
    }

    @ParameterizedTest
    @MethodSource("refusalsOfTheRequest")
    void aRefusalThatIsNotTheEventsFaultIsWaitedOutAndSaid(Behaviour refusal) {
        server.then(refusal, refusal, refusal);
        try (UsageClient client = client().build()) {
            client.recordAll(events(4));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.sizes()).containsExactly(4, 4, 4, 4);
            assertThat(statuses()).hasSize(4).containsOnly(UsageStatus.ACCEPTED);
            assertThat(pauses).hasSize(3);
        }
    }

    @Test
    void whyItWaitsIsVisibleForAsLongAsItDoes() throws InterruptedException {
        CountDownLatch postponed = new CountDownLatch(2);
        server.always(Behaviour.problem(400, "organization-required", ""));
        try (UsageClient client = client().pauses(pause -> postponed.countDown(), new Random(7))
                .closePatience(Duration.ofMillis(1))
                .build()) {
            client.recordAll(events(2));

            assertThat(postponed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.metrics().lastProblem()).startsWith("400 ").contains("organization-required");
            assertThat(client.metrics().waitingEvents()).isEqualTo(2);

            server.always(Behaviour.count());
            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(client.metrics().lastProblem()).isNull();
        }
    }

    @Test
    void anAnswerThatStallsIsGivenUpAndAskedForAgain() {
        server.then(Behaviour.countAndStall());
        try (UsageClient client = client().timeout(Duration.ofMillis(300)).build()) {
            client.recordAll(events(3));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(statuses()).containsOnly(UsageStatus.DUPLICATE).hasSize(3);
        }
    }

    @Test
    void theListenerIsToldWhatBecameOfEachEvent() {
        server.verdicts(event -> switch ((String) event.get("id")) {
            case "mail-1" ->
                "{\"status\":\"rejected\",\"reason\":\"unknown-meter\",\"detail\":\"type is not a meter\"}";
            case "mail-2" -> "{\"status\":\"blocked\",\"reason\":\"limit-reached\",\"standing\":{\"used\":5}}";
            default -> "{\"status\":\"accepted\"}";
        });
        try (UsageClient client = client().build()) {
            List<UsageEvent> events = new ArrayList<>(events(3));
            events.add(UsageEvent.of("emails", WORKSPACE, 99).withId("mail-0"));
            client.recordAll(events);

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(statuses())
                    .containsExactly(
                            UsageStatus.ACCEPTED, UsageStatus.REJECTED, UsageStatus.BLOCKED, UsageStatus.CONFLICT);
            assertThat(results).element(1).satisfies(result -> {
                assertThat(result.reason()).isEqualTo("unknown-meter");
                assertThat(result.detail()).isEqualTo("type is not a meter");
            });
            assertThat(client.metrics().answered())
                    .containsEntry(UsageStatus.ACCEPTED, 1L)
                    .containsEntry(UsageStatus.BLOCKED, 1L)
                    .containsEntry(UsageStatus.UNDELIVERED, 0L);
            assertThat(client.metrics().recorded()).isEqualTo(4);
        }
    }

    @Test
    void aListenerThatFailsDoesNoHarm() {
        try (UsageClient client = client().listener(result -> {
                    throw new IllegalStateException("not today");
                })
                .build()) {
            client.recordAll(events(3));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).hasSize(3);
        }
    }

    @Test
    void aFullBufferRefusesAtOnceWhenItMayNotWait() {
        CountDownLatch open = new CountDownLatch(1);
        server.always(after(open));
        try (UsageClient client =
                client().buffer(10, 1_000_000).maxWait(Duration.ZERO).build()) {
            client.recordAll(events(10));

            assertThatThrownBy(() -> client.recordAll(events(1))).isInstanceOf(BufferFullException.class);
            assertThat(client.metrics().waitingEvents()).isEqualTo(10);
            open.countDown();
            assertThat(client.flush(PATIENCE)).isTrue();
            client.record(UsageEvent.of("emails", WORKSPACE, 1));
        }
        assertThat(statuses()).hasSize(11).containsOnly(UsageStatus.ACCEPTED);
    }

    @Test
    void aFullBufferLetsThoseWaitWhoMay() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        server.always(after(open));
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                UsageClient client = client().buffer(10, 1_000_000).build()) {
            client.recordAll(events(10));
            Future<UsageEvent> waiting = executor.submit(() -> client.record(UsageEvent.of("emails", WORKSPACE, 1)));
            open.countDown();

            assertThat(waiting.get(20, TimeUnit.SECONDS).id()).isNotNull();
        }
        assertThat(server.counted()).hasSize(11);
    }

    private static Behaviour after(CountDownLatch open) {
        return (it, exchange, events) -> {
            try {
                boolean unused = open.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Behaviour.count().handle(it, exchange, events);
        };
    }

    @Test
    void closingSendsWhatThereIs() {
        UsageClient client = client().linger(Duration.ofMinutes(1)).build();
        client.recordAll(events(5));
        client.close();

        assertThat(server.counted()).isEqualTo(ids(5));
        assertThatIllegalStateException().isThrownBy(() -> client.recordAll(events(1)));
        client.close();
    }

    @Test
    void withoutASpoolClosingTellsWhatIsUndelivered() {
        server.always(Behaviour.status(503, Map.of()));
        UsageClient client = client().batch(2, 1_000_000)
                .pauses(duration -> Thread.sleep(Duration.ofMinutes(1)), new Random(7))
                .closePatience(Duration.ZERO)
                .build();
        client.recordAll(events(5));
        client.close();

        assertThat(results).extracting(result -> result.event().id()).containsExactlyElementsOf(ids(5));
        assertThat(statuses()).containsOnly(UsageStatus.UNDELIVERED);
        assertThat(client.metrics().answered()).containsEntry(UsageStatus.UNDELIVERED, 5L);
    }

    @Test
    void requestsMayBeCompressedAndAnsweredBeforeTheyAreCounted() {
        server.verdicts(event -> "{\"status\":\"queued\"}");
        try (UsageClient client = client().gzip(true).respondAsync(true).build()) {
            client.recordAll(events(50));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(statuses()).hasSize(50).containsOnly(UsageStatus.QUEUED);
            assertThat(server.headers().getFirst())
                    .containsEntry("Content-encoding", List.of("gzip"))
                    .containsEntry("Prefer", List.of("respond-async"));
        }
    }

    @Test
    void severalConnectionsDeliverEverythingOnce() {
        server.then(Behaviour.countAndBreak(), Behaviour.status(503, Map.of()), Behaviour.countAndBreak());
        try (UsageClient client = client().connections(4).batch(10, 1_000_000).build()) {
            client.recordAll(events(500));

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).hasSize(500).doesNotHaveDuplicates();
            assertThat(results).hasSize(500);
            assertThat(client.metrics().waitingEvents()).isZero();
        }
    }

    @Test
    void aServiceThatIsNotThereIsTriedAgain() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        CountDownLatch tried = new CountDownLatch(3);
        try (UsageClient client = UsageClient.builder(nobody)
                .credentials(Credentials.apiKey("emk_test"))
                .pauses(duration -> tried.countDown(), new Random(7))
                .closePatience(Duration.ZERO)
                .build()) {
            client.recordAll(events(1));
            assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.metrics().lastProblem()).contains("ConnectException");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatCannotBeAnEventIsRefusedAtOnce() {
        try (UsageClient client = client().batch(10, 2_000).build()) {
            assertThatIllegalArgumentException().isThrownBy(() -> UsageEvent.of("emails", WORKSPACE, -1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            client.record(UsageEvent.of("emails", WORKSPACE, 1).with("x", new Object())));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            client.record(UsageEvent.of("emails", WORKSPACE, 1).with("x", Double.NaN)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            client.record(UsageEvent.of("emails", WORKSPACE, 1).with("x", "y".repeat(2_000))));
            assertThatIllegalStateException()
                    .isThrownBy(() -> UsageClient.builder(server.address()).build());
        }
        assertThat(server.counted()).isEmpty();
    }
}
