package io.enterprisemode.client.entitlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.enterprisemode.client.entitlement.EntitlementServer.Behaviour;
import io.enterprisemode.client.entitlement.EntitlementServer.Request;
import io.enterprisemode.client.usage.Credentials;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntitlementsClientTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:15:30Z");
    private static final String PROFESSIONAL = """
            "plan":"professional","planVersion":3,"periodStart":"2026-01-01T00:00:00Z",
            "periodEnd":"2026-02-01T00:00:00Z","since":"2026-01-03T00:00:00Z","workspaceLimit":5,"later":[1],
            "features":{"sso":true,"audit":false,"support":"24h","seats":0,"share":1.5,"regions":["eu",{"a":1}]},
            "meters":[
             {"meter":"emails","quantity":1,"allowed":true,"state":"NEAR_LIMIT","used":900,"reserved":10,
              "limit":1000,"cap":2000,"remaining":90,"behaviour":"OVERAGE","warn":true},
             {"meter":"api_calls","quantity":1,"allowed":false,"reason":"limit-reached","state":"BLOCKED",
              "used":9007199254740993,"reserved":0,"limit":5,"remaining":0,"behaviour":"BLOCK","warn":true},
             {"meter":"contacts","quantity":1,"allowed":true,"state":"A_LATER_STATE","used":0,"reserved":0,
              "behaviour":"A_LATER_BEHAVIOUR","warn":false,"cap":null}]""";

    private volatile Instant now = NOW;
    private EntitlementServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EntitlementServer();
        server.entitled(PROFESSIONAL);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private EntitlementsClient.Builder client() {
        InstantSource time = () -> now;
        return EntitlementsClient.builder(server.address())
                .credentials(Credentials.apiKey("emk_test"))
                .clock(time.withZone(ZoneOffset.UTC))
                .pollEvery(Duration.ZERO);
    }

    private static EntitlementsException failureOf(Runnable request) {
        return catchThrowableOfType(EntitlementsException.class, request::run);
    }

    @Test
    void theSnapshotHasWhatTheServiceHasAnswered() {
        try (EntitlementsClient client = client().build()) {
            Entitlements all = client.refresh().entitlements();

            assertThat(all)
                    .extracting(
                            Entitlements::plan,
                            Entitlements::planVersion,
                            Entitlements::periodStart,
                            Entitlements::periodEnd,
                            Entitlements::since,
                            Entitlements::workspaceLimit,
                            Entitlements::memberLimit,
                            Entitlements::revision)
                    .containsExactly(
                            "professional",
                            3,
                            Instant.parse("2026-01-01T00:00:00Z"),
                            Instant.parse("2026-02-01T00:00:00Z"),
                            Instant.parse("2026-01-03T00:00:00Z"),
                            5,
                            null,
                            "r2");
            assertThat(client.meter("emails"))
                    .contains(new Entitlement(
                            "emails",
                            1L,
                            true,
                            null,
                            LimitState.NEAR_LIMIT,
                            900L,
                            10L,
                            1000L,
                            2000L,
                            90L,
                            LimitBehaviour.OVERAGE,
                            true,
                            null,
                            null));
            assertThat(client.meter("api_calls")).hasValueSatisfying(meter -> {
                assertThat(meter.allowed()).isFalse();
                assertThat(meter.reason()).isEqualTo("limit-reached");
                assertThat(meter.used()).isEqualTo(9_007_199_254_740_993L);
                assertThat(meter.cap()).isNull();
            });
            assertThat(client.meter("letters")).isEmpty();
        }
    }

    @Test
    void whatALaterVersionOfTheServiceAddsDoesNoHarm() {
        try (EntitlementsClient client = client().build()) {
            client.refresh();

            assertThat(client.meter("contacts")).hasValueSatisfying(meter -> {
                assertThat(meter.state()).isEqualTo(LimitState.UNKNOWN);
                assertThat(meter.behaviour()).isEqualTo(LimitBehaviour.UNKNOWN);
            });
        }
    }

    @Test
    void aFeatureIsAllowedUnlessItIsFalseOrNotInThePlan() {
        try (EntitlementsClient client = client().build()) {
            client.refresh();

            assertThat(client.feature("sso")).isEqualTo(new Feature("sso", true));
            assertThat(client.feature("sso").allowed()).isTrue();
            assertThat(client.feature("audit").allowed()).isFalse();
            assertThat(client.feature("support").value()).isEqualTo("24h");
            assertThat(client.feature("support").allowed()).isTrue();
            assertThat(client.feature("seats")).isEqualTo(new Feature("seats", 0L));
            assertThat(client.feature("seats").allowed()).isTrue();
            assertThat(client.feature("share").value()).isEqualTo(new BigDecimal("1.5"));
            assertThat(client.feature("regions").value()).isEqualTo(List.of("eu", Map.of("a", 1L)));
            assertThat(client.feature("other")).isEqualTo(new Feature("other", null));
            assertThat(client.feature("other").allowed()).isFalse();
        }
    }

    @Test
    void questionsAboutTheSnapshotSendNoRequest() {
        try (EntitlementsClient client = client().build()) {
            client.refresh();
            for (int i = 0; i < 100; i++) {
                client.snapshot();
                client.feature("sso");
                client.meter("emails");
            }

            assertThat(server.requests()).hasSize(1).first().satisfies(request -> {
                assertThat(request.method()).isEqualTo("GET");
                assertThat(request.path()).isEqualTo("/api/billing/entitlements");
                assertThat(request.headers())
                        .containsEntry("authorization", "Bearer emk_test")
                        .doesNotContainKeys("if-none-match", "enterprise-org", "content-type");
            });
        }
    }

    @Test
    void aRefreshConfirmsTheSnapshotAndLeavesItsFigures() {
        try (EntitlementsClient client = client().organization("acme").build()) {
            EntitlementsSnapshot first = client.refresh();
            now = NOW.plusSeconds(10);
            EntitlementsSnapshot second = client.refresh();

            assertThat(first).isEqualTo(new EntitlementsSnapshot(first.entitlements(), NOW, NOW));
            assertThat(second).isEqualTo(new EntitlementsSnapshot(first.entitlements(), NOW, NOW.plusSeconds(10)));
            assertThat(client.snapshot()).isSameAs(second);
            assertThat(server.requests())
                    .extracting(Request::headers)
                    .last()
                    .satisfies(headers -> assertThat(headers)
                            .containsEntry("if-none-match", "W/\"r2\"")
                            .containsEntry("enterprise-org", "acme"));
        }
    }

    @Test
    void aRefreshReadsWhatHasChanged() {
        try (EntitlementsClient client = client().build()) {
            EntitlementsSnapshot first = client.refresh();
            server.entitled("\"plan\":\"free\",\"features\":{},\"meters\":[]");
            client.refresh();

            assertThat(client.snapshot().entitlements().plan()).isEqualTo("free");
            assertThat(client.feature("sso").allowed()).isFalse();
            assertThat(first.entitlements().feature("sso").allowed()).isTrue();
        }
    }

    @Test
    void reloadingReadsFiguresOfUsageAnew() {
        try (EntitlementsClient client = client().build()) {
            client.refresh();
            now = NOW.plusSeconds(10);

            assertThat(client.reload().readAt()).isEqualTo(NOW.plusSeconds(10));
            assertThat(server.requests().getLast().headers()).doesNotContainKey("if-none-match");
            client.refresh();
            assertThat(server.requests().getLast().headers()).containsKey("if-none-match");
        }
    }

    @Test
    void aSnapshotThatIsTooOldIsRefusedAndStillThere() {
        try (EntitlementsClient client = client().maxAge(Duration.ofSeconds(60)).build()) {
            StaleEntitlementsException none = catchThrowableOfType(StaleEntitlementsException.class, client::snapshot);
            assertThat(none.age()).isEmpty();
            assertThat(none).hasNoCause();
            assertThat(client.lastSnapshot()).isEmpty();

            EntitlementsSnapshot only = client.refresh();
            now = NOW.plusSeconds(60);
            assertThat(client.snapshot()).isSameAs(only);
            assertThat(only.ageAt(now)).isEqualTo(Duration.ofSeconds(60));
            now = NOW.plusSeconds(61);
            server.then(Behaviour.problem(503, "overloaded", Map.of()));
            EntitlementsException failure = failureOf(client::refresh);
            StaleEntitlementsException old =
                    catchThrowableOfType(StaleEntitlementsException.class, () -> client.feature("sso"));
            assertThat(old.age()).contains(Duration.ofSeconds(61));
            assertThat(old).hasCause(failure);
            assertThat(client.lastFailure()).contains(failure);
            assertThat(client.lastSnapshot()).contains(only);

            client.refresh();
            assertThat(client.lastFailure()).isEmpty();
            assertThat(client.feature("sso").allowed()).isTrue();
        }
    }

    @Test
    void anApplicationMayAcceptASnapshotOfAnyAge() {
        try (EntitlementsClient client =
                client().maxAge(ChronoUnit.FOREVER.getDuration()).build()) {
            client.refresh();
            now = NOW.plusSeconds(1_000_000_000);
            assertThat(client.feature("sso").allowed()).isTrue();
            now = NOW.minusSeconds(5);
            assertThat(client.snapshot().ageAt(now)).isZero();
        }
    }

    @Test
    void anAnswerThatComesLateDoesNotReplaceALaterOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        server.then((exchange, request) -> {
            asked.countDown();
            awaitQuietly(open);
            Behaviour.answer(200, "{\"plan\":\"free\",\"features\":{},\"meters\":[],\"revision\":\"old\"}", Map.of())
                    .handle(exchange, request);
        });
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                EntitlementsClient client = client().build()) {
            Future<EntitlementsSnapshot> late = executor.submit(client::refresh);
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            client.refresh();
            open.countDown();

            assertThat(late.get(20, TimeUnit.SECONDS).entitlements().plan()).isEqualTo("professional");
            assertThat(client.snapshot().entitlements().plan()).isEqualTo("professional");
        } finally {
            open.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            boolean unused = latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCheckAsksTheServiceAboutAQuantity() {
        server.then(Behaviour.answer(
                200,
                "{\"meter\":\"emails\",\"quantity\":101,\"allowed\":false,\"reason\":\"limit-reached\","
                        + "\"state\":\"NEAR_LIMIT\",\"used\":900,\"reserved\":0,\"limit\":1000,\"remaining\":100,"
                        + "\"behaviour\":\"BLOCK\",\"warn\":true}",
                Map.of()));
        try (EntitlementsClient client = client().build()) {
            assertThat(client.check("emails", 101))
                    .isEqualTo(new Entitlement(
                            "emails",
                            101L,
                            false,
                            "limit-reached",
                            LimitState.NEAR_LIMIT,
                            900L,
                            0L,
                            1000L,
                            null,
                            100L,
                            LimitBehaviour.BLOCK,
                            true,
                            null,
                            null));
            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.path()).isEqualTo("/api/billing/entitlements/check");
                assertThat(request.headers()).containsEntry("content-type", "application/json");
                assertThat(request.body()).contains("\"meter\":\"emails\"").contains("\"quantity\":101");
            });
            assertThat(client.lastSnapshot()).isEmpty();
        }
    }

    @Test
    void aCheckAsksTheServiceAboutAFeature() {
        server.then(Behaviour.answer(
                200,
                "{\"feature\":\"s\\\"so\",\"allowed\":false,\"reason\":\"not-in-plan\",\"value\":false}",
                Map.of()));
        try (EntitlementsClient client = client().build()) {
            Entitlement answer = client.checkFeature("s\"so");

            assertThat(answer)
                    .extracting(
                            Entitlement::feature,
                            Entitlement::allowed,
                            Entitlement::reason,
                            Entitlement::value,
                            Entitlement::meter)
                    .containsExactly("s\"so", false, "not-in-plan", false, null);
            assertThat(server.requests().getFirst().body()).isEqualTo("{\"feature\":\"s\\\"so\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400,false",
        "403,false",
        "404,false",
        "409,false",
        "422,false",
        "408,true",
        "429,true",
        "500,true",
        "503,true"
    })
    void aRefusalHasTheFieldsOfItsProblemDocument(int status, boolean temporary) {
        server.always(Behaviour.problem(status, "some-problem", Map.of()));
        try (EntitlementsClient client = client().build()) {
            for (Runnable request : List.<Runnable>of(
                    client::refresh, () -> client.check("emails", 1), () -> client.checkFeature("sso"))) {
                EntitlementsException failure = failureOf(request);

                assertThat(failure.status()).isEqualTo(status);
                assertThat(failure.type()).isEqualTo("/problems/some-problem");
                assertThat(failure.code()).isEqualTo("some-problem");
                assertThat(failure.title()).isEqualTo("It is some-problem");
                assertThat(failure.detail()).isEqualTo("This time.");
                assertThat(failure.requestId()).isEqualTo("r-1");
                assertThat(failure.errors()).containsExactly(new FieldError("/meter", "is wrong"));
                assertThat(failure.retryAfter()).isZero();
                assertThat(failure.isTemporary()).isEqualTo(temporary);
                assertThat(failure).hasMessage(status + " It is some-problem: This time.; /meter is wrong");
            }
            assertThat(server.requests()).hasSize(3);
        }
    }

    @Test
    void theServiceSaysWhenToComeAgain() {
        server.then(
                Behaviour.problem(429, "too-many-requests", Map.of("Retry-After", "7")),
                Behaviour.answer(503, "", Map.of("Retry-After", "Mon, 05 Jan 2026 08:16:30 GMT")),
                Behaviour.answer(503, "<html>", Map.of("Retry-After", "soon")));
        try (EntitlementsClient client = client().build()) {
            assertThat(failureOf(client::refresh).retryAfter()).isEqualTo(Duration.ofSeconds(7));
            assertThat(failureOf(client::refresh).retryAfter()).isEqualTo(Duration.ofSeconds(60));
            assertThat(failureOf(client::refresh).retryAfter()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>Bad Gateway</html>", "[]", "{\"title\":\"no type\"}", "{\"type\":1,\"title\":\"no\"}"})
    void anAnswerOfSomethingInBetweenIsSaidAsItIs(String body) {
        server.then(Behaviour.answer(502, body, Map.of()), Behaviour.answer(502, "x".repeat(400), Map.of()));
        try (EntitlementsClient client = client().build()) {
            EntitlementsException failure = failureOf(client::refresh);

            assertThat(failure.status()).isEqualTo(502);
            assertThat(failure.type()).isEqualTo("about:blank");
            assertThat(failure.detail()).isEqualTo(body);
            assertThat(failure.errors()).isEmpty();
            assertThat(failureOf(client::refresh).detail()).hasSize(303).endsWith("x...");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>sign in</html>",
                "{}",
                "{\"features\":{},\"meters\":[{}],\"revision\":\"r\"}",
                "{\"features\":{},\"meters\":{},\"revision\":\"r\"}",
                "{\"features\":{},\"meters\":[],\"revision\":\"r\",\"memberLimit\":3000000000}",
                "{\"features\":{},\"meters\":[],\"revision\":\"r\",\"since\":\"today\"}"
            })
    void anAnswerThatCannotBeReadLeavesTheSnapshot(String body) {
        try (EntitlementsClient client = client().build()) {
            EntitlementsSnapshot snapshot = client.refresh();
            server.then(Behaviour.answer(200, body, Map.of()));
            EntitlementsException failure = failureOf(client::refresh);

            assertThat(failure.status()).isZero();
            assertThat(failure.title()).isEqualTo("The answer cannot be read");
            assertThat(failure.detail()).isEqualTo(body);
            assertThat(client.snapshot()).isSameAs(snapshot);
        }
    }

    @Test
    void aConfirmationOfNothingIsRefused() {
        server.then(Behaviour.answer(304, "", Map.of()));
        try (EntitlementsClient client = client().build()) {
            assertThat(failureOf(client::refresh).title()).isEqualTo("The answer cannot be read");
            assertThat(client.lastSnapshot()).isEmpty();

            server.then(
                    Behaviour.answer(200, "{\"features\":{},\"meters\":[],\"revision\":\"untagged\"}", Map.of()),
                    Behaviour.answer(304, "", Map.of()));
            EntitlementsSnapshot untagged = client.refresh();
            assertThat(failureOf(client::refresh).title()).isEqualTo("The answer cannot be read");
            assertThat(client.snapshot()).isSameAs(untagged);
            assertThat(server.requests().getLast().headers()).doesNotContainKey("if-none-match");
        }
    }

    @Test
    void aRefusedTokenIsReplacedByAFreshOne() {
        AtomicInteger drawn = new AtomicInteger();
        server.always((exchange, request) -> {
            if (!"Bearer token-2".equals(request.headers().get("authorization"))) {
                Behaviour.problem(401, "unauthenticated", Map.of()).handle(exchange, request);
            } else {
                Behaviour.answer(200, "{\"allowed\":true}", Map.of()).handle(exchange, request);
            }
        });
        try (EntitlementsClient client = client().credentials(
                        Credentials.token(() -> "token-" + drawn.incrementAndGet()))
                .build()) {
            assertThat(client.checkFeature("sso").allowed()).isTrue();
            assertThat(client.checkFeature("sso").allowed()).isTrue();
            assertThat(drawn).hasValue(2);
        }
        try (EntitlementsClient client = client().build()) {
            assertThat(failureOf(() -> client.check("emails", 1)).status()).isEqualTo(401);
        }
    }

    @Test
    void aSupplierOfTokensThatFailsIsAFailureOfTheRequest() {
        IllegalStateException away = new IllegalStateException("the provider is away");
        try (EntitlementsClient client = client().credentials(Credentials.token(() -> {
                    throw away;
                }))
                .build()) {
            EntitlementsException failure = failureOf(client::refresh);

            assertThat(failure.status()).isZero();
            assertThat(failure).hasCause(away).hasMessageContaining("the provider is away");
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aConnectionThatBreaksIsTriedOnceMore() {
        server.then(Behaviour.broken());
        try (EntitlementsClient client = client().build()) {
            server.always(Behaviour.answer(200, "{\"allowed\":true}", Map.of()));
            assertThat(client.check("emails", 1).allowed()).isTrue();
            assertThat(server.requests()).hasSize(2);

            server.always(Behaviour.broken());
            EntitlementsException failure = failureOf(() -> client.check("emails", 1));
            assertThat(failure.status()).isZero();
            assertThat(failure.isTemporary()).isTrue();
            assertThat(failure).hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerThatStallsIsGivenUp() {
        server.then(Behaviour.stalled());
        try (EntitlementsClient client =
                client().timeout(Duration.ofMillis(300)).build()) {
            assertThat(failureOf(client::refresh)).hasMessageContaining("PT0.3S");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aServiceThatIsNotThereIsSaid() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        try (EntitlementsClient client = EntitlementsClient.builder(nobody)
                .credentials(Credentials.apiKey("emk_test"))
                .pollEvery(Duration.ZERO)
                .build()) {
            assertThat(failureOf(client::refresh)).hasMessageContaining("ConnectException");
        }
    }

    @Test
    void whoeverIsInterruptedStaysInterrupted() {
        try (EntitlementsClient client = client().build()) {
            Thread.currentThread().interrupt();
            EntitlementsException failure = failureOf(() -> client.check("emails", 1));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        EntitlementsClient.Builder builder = EntitlementsClient.builder(server.address());
        assertThatIllegalStateException().isThrownBy(builder::build);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pollEvery(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxAge(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.retries(Duration.ZERO, Duration.ofSeconds(1)));
    }

    @Test
    void afterClosingTheLastSnapshotIsStillThere() {
        EntitlementsClient client = client().build();
        client.refresh();
        client.close();
        client.close();

        assertThat(client.feature("sso").allowed()).isTrue();
        assertThat(failureOf(client::refresh).status()).isZero();
    }
}
