package io.enterprisemode.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random(7));

    @Test
    void pausesDoubleUpToTheLongest() {
        for (int failures = 1; failures <= 60; failures++) {
            Duration full = failures > 9 ? Duration.ofSeconds(30) : Duration.ofMillis(100L << (failures - 1));
            Duration longest = full.compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : full;

            assertThat(backoff.pause(failures, Duration.ZERO)).isBetween(longest.dividedBy(2), longest);
        }
    }

    @Test
    void twoClientsDoNotComeBackInStep() {
        Set<Duration> drawn = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            drawn.add(backoff.pause(5, Duration.ZERO));
        }

        assertThat(drawn).hasSizeGreaterThan(15);
    }

    @Test
    void whatTheServiceAsksForIsTheLeast() {
        assertThat(backoff.pause(1, Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
    }
}
