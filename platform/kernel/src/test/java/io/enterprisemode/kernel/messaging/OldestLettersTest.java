package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OldestLettersTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void noMoreAreKeptThanAskedForAndTheyAreTheOldest() {
        List<Letter> all = new ArrayList<>();
        for (int second = 0; second < 1_000; second++) {
            all.add(letter(new UUID(0, second), second));
        }
        List<Letter> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(7));
        OldestLetters oldest = new OldestLetters(10);

        for (Letter each : shuffled) {
            oldest.add(each);
            assertThat(oldest.letters()).hasSizeLessThanOrEqualTo(10);
        }

        assertThat(oldest.letters()).isEqualTo(all.subList(0, 10));
    }

    @Test
    void ofALetterThatComesSeveralTimesTheOldestCounts() {
        UUID id = new UUID(0, 1);
        OldestLetters oldest = new OldestLetters(2);
        oldest.add(letter(id, 5));
        oldest.add(letter(id, 3));
        oldest.add(letter(id, 4));

        assertThat(oldest.letters()).containsExactly(letter(id, 3));
    }

    @Test
    void ofOneInstantTheIdDecides() {
        OldestLetters oldest = new OldestLetters(1);
        oldest.add(letter(new UUID(0, 2), 1));
        oldest.add(letter(new UUID(0, 1), 1));

        assertThat(oldest.letters()).containsExactly(letter(new UUID(0, 1), 1));
    }

    @Test
    void laterOnesNeedNotBeLookedAtOnceThereAreEnough() {
        OldestLetters oldest = new OldestLetters(2);
        oldest.add(letter(new UUID(0, 1), 1));
        assertThat(oldest.areAllBefore(Instant.MAX)).isFalse();

        oldest.add(letter(new UUID(0, 2), 2));

        assertThat(oldest.areAllBefore(START.plusSeconds(3))).isTrue();
        assertThat(oldest.areAllBefore(START.plusSeconds(2))).isFalse();
    }

    private static Letter letter(UUID id, int second) {
        return new Letter(
                id, "topic", 0, 0, null, null, null, null, "sample-notes", "no", 1, START.plusSeconds(second));
    }
}
