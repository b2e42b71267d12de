package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads exactly what the library reads, and refuses exactly what it refuses. */
class EventTimeTest {

    private static final String SOME = "0123456789-:.TtZz+ 9x";

    private static Optional<Instant> read(Function<String, Instant> reader, String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void assertSame(String text) {
        assertThat(read(EventTime::parse, text))
                .as(text)
                .isEqualTo(read(given -> OffsetDateTime.parse(given).toInstant(), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-05T08:15:30Z",
                "2026-01-05T08:15:30.1Z",
                "2026-01-05T08:15:30.125Z",
                "2026-01-05T08:15:30.000000001Z",
                "2026-01-05T08:15:30.0Z",
                "2026-01-05T08:15:30.1234567890Z",
                "2026-01-05T08:15:30.Z",
                "2026-01-05T08:15:60Z",
                "2026-01-05T24:00:00Z",
                "2026-02-29T00:00:00Z",
                "2024-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2000-02-29T23:59:59.999999999Z",
                "2026-04-31T00:00:00Z",
                "2026-00-10T00:00:00Z",
                "2026-13-10T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "-999-01-01T00:00:00Z",
                "2026-01-05t08:15:30z",
                "2026-01-05 08:15:30Z",
                "2026-01-05T08:15Z",
                "2026-01-05T08:15:30+02:00",
                "2026-01-05T08:15:30-00:00",
                "٢٠٢٦-01-05T08:15:30Z",
                "2026-01-05T08:15:30,5Z",
                "",
                "Z"
            })
    void readsAsTheLibraryDoes(String text) {
        assertSame(text);
    }

    @Test
    void readsAnyInstantAndWhatIsLeftOfItAfterADamage() {
        Random random = new Random(20_261_125);
        for (int i = 0; i < 100_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(253_402_300_800L), random.nextInt(1_000_000_000));
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
            assertThat(EventTime.parse(text)).isEqualTo(instant);

            StringBuilder damaged = new StringBuilder(text);
            for (int damages = 1 + random.nextInt(2); damages > 0; damages--) {
                damaged.setCharAt(random.nextInt(damaged.length()), SOME.charAt(random.nextInt(SOME.length())));
            }
            assertSame(damaged.toString());
        }
    }
}
