package io.enterprisemode.billing.metering;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Timestamps of events as {@link OffsetDateTime#parse(CharSequence)} reads them. The form that nearly every producer sends, {@code
 * 2026-01-05T08:15:30.125Z}, is read without it: the general parser took an eighth of all the CPU time that an event costs the service.
 */
final class EventTime {

    private static final int SHORTEST = "2026-01-05T08:15:30Z".length();
    private static final int LONGEST = "2026-01-05T08:15:30.123456789Z".length();
    private static final int FRACTION = SHORTEST;
    private static final int NANO_DIGITS = 9;

    private EventTime() {}

    /**
     * The instant of a text of ISO 8601 with date, time and offset.
     *
     * @throws DateTimeException when it is none
     */
    static Instant parse(String text) {
        Instant plain = plain(text);
        return plain == null ? OffsetDateTime.parse(text).toInstant() : plain;
    }

    /** Of the plain form in UTC; null for everything else. */
    private static @Nullable Instant plain(String text) {
        int end = text.length() - 1;
        if (end + 1 < SHORTEST
                || end + 1 > LONGEST
                || text.charAt(end) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int nanos = end == SHORTEST - 1 ? 0 : nanos(text, end);
        return (year | month | day | hour | minute | second | nanos) < 0
                ? null
                : LocalDateTime.of(year, month, day, hour, minute, second, nanos)
                        .toInstant(ZoneOffset.UTC);
    }

    /** What follows the seconds: a point and one digit at least; negative when it is something else. */
    private static int nanos(String text, int end) {
        if (text.charAt(FRACTION - 1) != '.' || end == FRACTION) {
            return -1;
        }
        int nanos = number(text, FRACTION, end);
        for (int digits = end - FRACTION; digits < NANO_DIGITS && nanos > 0; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** The digits between; negative when something else is among them. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
