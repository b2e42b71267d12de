package io.enterprisemode.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueuedTimeTest {

    /** The second and third were let into the queue by earlier versions. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30T10:00:00Z", "2026-11-30T10:00Z", "2026-11-30T11:00:00+01"})
    void whatWasQueuedByEarlierVersionsIsRead(String text) {
        assertThat(QueuedTime.parse(text)).isEqualTo(Instant.parse("2026-11-30T10:00:00Z"));
    }

    @Test
    void whatIsNoTimeIsNot() {
        assertThatThrownBy(() -> QueuedTime.parse("yesterday")).isInstanceOf(DateTimeException.class);
    }
}
