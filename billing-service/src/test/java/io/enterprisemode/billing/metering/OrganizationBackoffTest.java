package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OrganizationBackoffTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final OrganizationBackoff backoff =
            new OrganizationBackoff(Duration.ofNanos(10), Duration.ofNanos(35), now::get);

    private long pauseOfAcme() {
        long pause = 0;
        while (!backoff.isWorthTrying(ACME)) {
            now.incrementAndGet();
            pause++;
        }
        return pause;
    }

    @Test
    void eachFailureOfAnOrganizationLengthensItsPauseUpToABound() {
        for (long expected : new long[] {10, 20, 35, 35}) {
            backoff.failed(ACME);
            assertThat(pauseOfAcme()).isEqualTo(expected);
        }
    }

    @Test
    void theFailuresOfOneSayNothingOfAnother() {
        backoff.failed(ACME);

        assertThat(backoff.isWorthTrying(ACME)).isFalse();
        assertThat(backoff.isWorthTrying(GLOBEX)).isTrue();
        assertThat(backoff.isWorthTrying(GLOBEX)).isTrue();
    }

    @Test
    void afterAQuietTimeAsLongAsTheBoundThePausesBeginAnew() {
        backoff.failed(ACME);
        backoff.failed(ACME);
        now.addAndGet(20 + 35);
        backoff.failed(ACME);
        assertThat(pauseOfAcme()).isEqualTo(35);

        now.addAndGet(35 + 36);
        backoff.failed(ACME);

        assertThat(pauseOfAcme()).isEqualTo(10);
    }

    @Test
    void askingWhetherItPausesLetsNobodyTry() {
        assertThat(backoff.isPausing(ACME)).isFalse();
        backoff.failed(ACME);
        now.addAndGet(9);
        assertThat(backoff.isPausing(ACME)).isTrue();
        now.addAndGet(1);
        assertThat(backoff.isPausing(ACME)).isFalse();

        assertThat(backoff.isWorthTrying(ACME)).isTrue();
    }

    @Test
    void afterAPauseOneTriesAndTheOthersWaitForWhatBecomesOfIt() {
        backoff.failed(ACME);
        now.addAndGet(10);

        assertThat(backoff.isWorthTrying(ACME)).isTrue();
        assertThat(backoff.isWorthTrying(ACME)).isFalse();
        backoff.workedOut(ACME);

        assertThat(backoff.isWorthTrying(ACME)).isTrue();
        assertThat(backoff.isWorthTrying(ACME)).isTrue();
        backoff.failed(ACME);
        assertThat(pauseOfAcme()).isEqualTo(10);
    }
}
