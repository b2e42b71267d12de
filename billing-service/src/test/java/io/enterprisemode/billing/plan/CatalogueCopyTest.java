package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.plan.PlanCatalogue.Copy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueCopyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Copy copy(long revision, Instant comparedAt) {
        return new Copy(Catalogue.of(revision, List.of(), List.of(), List.of()), comparedAt);
    }

    @Test
    void theOneThatWasComparedLastStays() {
        Copy before = copy(1, NOON);
        Copy after = copy(1, NOON.plusMillis(1));

        assertThat(Copy.later(null, before)).isSameAs(before);
        assertThat(Copy.later(before, after)).isSameAs(after);
        assertThat(Copy.later(after, before)).isSameAs(after);
        assertThat(Copy.later(copy(7, NOON), after))
                .as("of a database that was restored from a backup")
                .isSameAs(after);
    }

    @Test
    void aClockThatWasSetBackHidesNothing() {
        Copy before = copy(1, NOON.plusSeconds(3_600));
        Copy read = copy(2, NOON);

        assertThat(before.isTrustedAt(NOON)).isFalse();
        assertThat(Copy.later(before, read)).isSameAs(read);
        assertThat(read.isTrustedAt(NOON.plusMillis(999))).isTrue();
        assertThat(read.isTrustedAt(NOON.plusSeconds(1))).isFalse();
    }
}
