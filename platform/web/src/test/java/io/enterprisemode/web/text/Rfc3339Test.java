package io.enterprisemode.web.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what has the form of RFC 3339, and that as Java does. */
class Rfc3339Test {

    private static final String SOME = "0123456789-:.TtZz+ 9x";

    /** The grammar of section 5.6, with at most nine digits of a second, and without seconds. */
    private static final Pattern FORM = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    private static Optional<Instant> read(Function<String, Instant> reader, String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static void assertSame(String text) {
        assertThat(read(Rfc3339::parse, text))
                .as(text)
                .isEqualTo(
                        FORM.matcher(text).matches()
                                ? read(given -> OffsetDateTime.parse(given).toInstant(), text)
                                : Optional.empty());
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
                "2026-01-05T08:15:30+02:00",
                "2026-01-05T08:15:30.5-03:30",
                "2026-01-05T08:15:30-00:00",
                "2026-01-05T08:15:30+18:00",
                "2026-01-05T08:15:30+18:01",
                "2026-01-05T08:15:30+01:60",
                "2026-01-05T08:15:30*01:00",
                "2026-01-05T08:15:30",
                "٢٠٢٦-01-05T08:15:30Z",
                "2026-01-05T08:15:30,5Z",
                "2026-01-05T08:15Z",
                "2026-01-05t08:15-03:30",
                "",
                "Z"
            })
    void readsAsTheLibraryDoesWhatHasTheForm(String text) {
        assertSame(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30T10:00",
                "2026-11-30T10:00.5Z",
                "2026-11-30T10:00+01",
                "2026-11-30T10:00:00+01",
                "2026-11-30T10:00:00+0100",
                "2026-11-30T10:00:00+01:00:30",
                "9999-12-31T23:59:59-18:00",
                "0000-01-01T00:00:00+18:00",
                "+12026-11-30T10:00:00Z"
            })
    void whatJavaReadsBeyondItIsRefused(String text) {
        assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void readsAnyInstantAndWhatIsLeftOfItAfterADamage() {
        Random random = new Random(20_261_125);
        for (int i = 0; i < 100_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(253_402_200_000L), random.nextInt(1_000_000_000));
            ZoneOffset offset =
                    random.nextBoolean() ? ZoneOffset.UTC : ZoneOffset.ofTotalSeconds(random.nextInt(-60, 61) * 60);
            String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atOffset(offset));
            assertThat(Rfc3339.parse(text)).as(text).isEqualTo(instant);

            StringBuilder damaged = new StringBuilder(text);
            for (int damages = 1 + random.nextInt(2); damages > 0; damages--) {
                damaged.setCharAt(random.nextInt(damaged.length()), SOME.charAt(random.nextInt(SOME.length())));
            }
            assertSame(damaged.toString());
        }
    }
}
