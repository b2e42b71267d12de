package io.enterprisemode.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final Bandwidth TEN_A_MINUTE = RateLimits.limit(10, Duration.ofMinutes(1));

    private final AtomicLong nanos = new AtomicLong();
    private final RateLimits limits = new RateLimits(everywhere(), 1_000, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void aBurstIsTakenAndWhatComesBeyondItIsNot() {
        for (int i = 9; i >= 0; i--) {
            RateLimitDecision standing = limits.take(LimitKind.REQUESTS, "olivia");
            assertThat(standing.allowed()).isTrue();
            assertThat(standing.limit().left()).isEqualTo(i);
        }
        RateLimitDecision eleventh = limits.take(LimitKind.REQUESTS, "olivia");

        assertThat(eleventh.allowed()).isFalse();
        assertThat(eleventh.limit().secondsToReset()).isEqualTo(6);
        assertThat(eleventh.limit().policyField()).isEqualTo("\"requests\";q=10;w=60");
        assertThat(eleventh.limit().field()).isEqualTo("\"requests\";r=0;t=6");
    }

    @Test
    void oneMoreIsTakenWhenItsTimeHasCome() {
        for (int i = 0; i < 11; i++) {
            limits.take(LimitKind.REQUESTS, "olivia");
        }
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());

        assertThat(limits.take(LimitKind.REQUESTS, "olivia").allowed()).isTrue();
        assertThat(limits.take(LimitKind.REQUESTS, "olivia").allowed()).isFalse();
    }

    @Test
    void callersAndKindsAreCountedApart() {
        for (int i = 0; i < 11; i++) {
            limits.take(LimitKind.REQUESTS, "olivia");
        }

        assertThat(limits.take(LimitKind.REQUESTS, "otto").allowed()).isTrue();
        assertThat(limits.take(LimitKind.DATA, "olivia").allowed()).isTrue();
    }

    @Test
    void lookingCountsNothing() {
        for (int i = 0; i < 50; i++) {
            assertThat(limits.look(LimitKind.REFUSED, "127.0.0.1").allowed()).isTrue();
        }
        assertThat(limits.take(LimitKind.REFUSED, "127.0.0.1").limit().left()).isEqualTo(9);
        for (int i = 0; i < 9; i++) {
            limits.take(LimitKind.REFUSED, "127.0.0.1");
        }
        assertThat(limits.look(LimitKind.REFUSED, "127.0.0.1").allowed()).isFalse();
    }

    private static Map<LimitKind, Bandwidth> everywhere() {
        Map<LimitKind, Bandwidth> all = new EnumMap<>(LimitKind.class);
        for (LimitKind kind : LimitKind.values()) {
            all.put(kind, TEN_A_MINUTE);
        }
        return all;
    }
}
