package io.enterprisemode.web.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Instants as RFC 3339, section 5.6, defines them, such as {@code 2026-01-05T08:15:30.125Z} or
 * {@code 2026-01-05T09:15:30+01:00}, with {@code Z} or an offset of hours and minutes. One thing is read beyond it, a
 * whole minute without seconds: {@code toString} of Java's date and time types leaves them out, so that one in sixty of
 * a client's times would be refused. Not read are leap seconds, more than nine digits of a second, offsets of more than
 * 18 hours, which Java has no value for, and instants that are not of the years 0 to 9999 in UTC.
 *
 * <p>It is used for every usage event; a general parser took an eighth of the CPU time of an event.
 */
public final class Rfc3339 {

    private static final int SECONDS_END = "2026-01-05T08:15:30".length();
    private static final int SHORTEST = SECONDS_END + 1;
    private static final int OFFSET_LENGTH = "+01:00".length();
    private static final int LONGEST = SECONDS_END + ".123456789".length() + OFFSET_LENGTH;
    private static final int NANO_DIGITS = 9;
    private static final int MINUTE_END = "2026-01-05T08:15".length();
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Rfc3339() {}

    /**
     * The instant of a text.
     *
     * @throws DateTimeException when it is none
     */
    public static Instant parse(String text) {
        boolean wholeMinute = text.length() > MINUTE_END && "Zz+-".indexOf(text.charAt(MINUTE_END)) >= 0;
        Instant instant =
                withSeconds(wholeMinute ? text.substring(0, MINUTE_END) + ":00" + text.substring(MINUTE_END) : text);
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw noInstant();
        }
        return instant;
    }

    private static Instant withSeconds(String text) {
        int length = text.length();
        if (length < SHORTEST
                || length > LONGEST
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) | ' ') != 't'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            throw noInstant();
        }
        int fractionEnd = text.charAt(SECONDS_END) == '.' ? digitsEnd(text, SECONDS_END + 1) : SECONDS_END;
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, SECONDS_END),
                        nanos(text, fractionEnd))
                .toInstant(offset(text, fractionEnd));
    }

    private static DateTimeException noInstant() {
        return new DateTimeException("not an instant of RFC 3339");
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Of what follows the seconds: nothing, or a point and one to nine digits. */
    private static int nanos(String text, int end) {
        if (end == SECONDS_END) {
            return 0;
        }
        int digits = end - SECONDS_END - 1;
        if (digits == 0 || digits > NANO_DIGITS) {
            throw noInstant();
        }
        int nanos = number(text, SECONDS_END + 1, end);
        for (int i = digits; i < NANO_DIGITS && nanos > 0; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static ZoneOffset offset(String text, int from) {
        int length = text.length() - from;
        if (length == 1 && (text.charAt(from) | ' ') == 'z') {
            return ZoneOffset.UTC;
        }
        if (length != OFFSET_LENGTH || text.charAt(from + 3) != ':') {
            throw noInstant();
        }
        int hours = number(text, from + 1, from + 3);
        int minutes = number(text, from + 4, from + OFFSET_LENGTH);
        return switch (text.charAt(from)) {
            case '+' -> ZoneOffset.ofHoursMinutes(hours, minutes);
            case '-' -> ZoneOffset.ofHoursMinutes(-hours, -minutes);
            default -> throw noInstant();
        };
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (!isDigit(digit)) {
                throw noInstant();
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
