package io.enterprisemode.client.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.client.entitlement.EntitlementServer.Behaviour;
import io.enterprisemode.client.usage.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PollingTest {

    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
    private final Semaphore over = new Semaphore(0);
    private EntitlementServer server;

    @BeforeEach
    void start() throws IOException {
        server = new EntitlementServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private EntitlementsClient.Builder client() {
        return EntitlementsClient.builder(server.address())
                .credentials(Credentials.apiKey("emk_test"))
                .pollEvery(Duration.ofSeconds(10))
                .retries(Duration.ofSeconds(1), Duration.ofSeconds(60))
                .pauses(
                        duration -> {
                            pauses.add(duration);
                            over.acquire();
                        },
                        new Random(7));
    }

    /** The pause after the request that is under way. */
    private Duration pause() throws InterruptedException {
        Duration pause = pauses.poll(20, TimeUnit.SECONDS);
        assertThat(pause).as("a pause").isNotNull();
        return pause;
    }

    private Duration nextPause() throws InterruptedException {
        over.release();
        return pause();
    }

    @Test
    void theServiceIsReadAtOnceAndThenAtTheInterval() throws InterruptedException {
        try (EntitlementsClient client = client().build()) {
            Set<Duration> drawn = new HashSet<>(Set.of(pause()));
            assertThat(client.snapshot().entitlements().plan()).isNull();
            server.entitled("\"plan\":\"free\",\"features\":{},\"meters\":[]");
            for (int i = 0; i < 20; i++) {
                drawn.add(nextPause());
            }

            assertThat(client.snapshot().entitlements().plan()).isEqualTo("free");
            assertThat(server.requests()).hasSize(21);
            assertThat(drawn)
                    .hasSizeGreaterThan(15)
                    .allSatisfy(each -> assertThat(each).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11)));
        }
    }

    @Test
    void afterFailuresItWaitsLongerAndKeepsTheSnapshot() throws InterruptedException {
        try (EntitlementsClient client = client().build()) {
            pause();
            server.always(Behaviour.problem(403, "forbidden", Map.of()));
            for (int failures = 1; failures <= 10; failures++) {
                long full = Math.min(60_000, 1_000L << (failures - 1));
                assertThat(nextPause()).isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
            }
            assertThat(client.snapshot().entitlements().plan()).isNull();
            assertThat(client.lastFailure())
                    .hasValueSatisfying(failure -> assertThat(failure.status()).isEqualTo(403));

            server.always(Behaviour.answer(200, "{\"features\":{},\"meters\":[],\"revision\":\"r\"}", Map.of()));
            assertThat(nextPause()).isGreaterThan(Duration.ofSeconds(8));
            assertThat(client.lastFailure()).isEmpty();
        }
    }

    @Test
    void theServiceSaysWhenToComeAgain() throws InterruptedException {
        server.then(Behaviour.problem(429, "too-many-requests", Map.of("Retry-After", "90")));
        try (EntitlementsClient client = client().build()) {
            assertThat(pause()).isEqualTo(Duration.ofSeconds(90));
            assertThat(client.lastSnapshot()).isEmpty();
        }
    }

    @Test
    void closingEndsItEvenDuringARequest() {
        server.always(Behaviour.stalled());
        EntitlementsClient client = client().timeout(Duration.ofMinutes(5)).build();
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        client.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("entitlements-client");
    }

    @Test
    void withoutAnIntervalThereIsNoThread() {
        try (EntitlementsClient client = client().pollEvery(Duration.ZERO).build()) {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("entitlements-client");
            assertThat(client.lastSnapshot()).isEmpty();
            assertThat(server.requests()).isEmpty();
        }
    }
}
