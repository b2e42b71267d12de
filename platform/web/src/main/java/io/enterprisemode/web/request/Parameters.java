package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads query parameters. They come as text, since the framework answers 404 to what it cannot convert; here each
 * failure is a 400 that names the parameter. A missing one is empty; an empty one is refused, as it would ask for more
 * than was meant.
 */
public final class Parameters {

    /** What is said of an empty one. */
    static final String EMPTY = "must not be empty; leave it out instead";

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private Parameters() {}

    /** A text of at most {@code longest} characters. */
    public static Optional<String> text(String name, @Nullable String value, int longest) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isBlank()) {
            throw ProblemException.invalid(name, EMPTY);
        }
        if (value.indexOf('\0') >= 0) {
            throw ProblemException.invalid(name, "must not hold the character U+0000 (%00)");
        }
        if (value.length() > longest) {
            throw ProblemException.invalid(name, "must be at most " + longest + " characters");
        }
        return Optional.of(value);
    }

    /** An instant of RFC 3339, from 1970 on and before the last day of 9999. */
    public static Optional<Instant> instant(String name, @Nullable String value) {
        return text(name, value, 64).map(text -> {
            try {
                Instant instant = Rfc3339.parse(text);
                if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST)) {
                    return instant;
                }
            } catch (DateTimeException e) {
                throw ProblemException.invalid(
                        name, "must be an instant of RFC 3339 such as 2026-02-01T00:00:00Z, its year of four digits");
            }
            throw ProblemException.invalid(name, "must be an instant from 1970 on and before " + LATEST);
        });
    }

    /** An id. */
    public static Optional<UUID> uuid(String name, @Nullable String value) {
        return text(name, value, 64).map(text -> {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw ProblemException.invalid(name, "must be a UUID");
            }
        });
    }

    /** A time zone by its IANA name. */
    public static Optional<ZoneId> zone(String name, @Nullable String value) {
        return text(name, value, 64).map(text -> {
            if (!ZoneId.getAvailableZoneIds().contains(text)) {
                throw ProblemException.invalid(name, "must be organization, or an IANA name such as Europe/Berlin");
            }
            return ZoneId.of(text);
        });
    }

    /** A whole number within bounds. */
    public static int integer(String name, @Nullable String value, int least, int most, int otherwise) {
        return text(name, value, 20)
                .map(text -> {
                    try {
                        int number = Integer.parseInt(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    } catch (NumberFormatException e) {
                        throw outOfBounds(name, least, most);
                    }
                    throw outOfBounds(name, least, most);
                })
                .orElse(otherwise);
    }

    private static ProblemException outOfBounds(String name, int least, int most) {
        return ProblemException.invalid(name, "must be a whole number between " + least + " and " + most);
    }

    /** One of some values, by the code they have in the interface. */
    public static <T> Optional<T> oneOf(
            String name, @Nullable String value, Collection<T> values, Function<T, String> code) {
        return text(name, value, 100)
                .map(text -> values.stream()
                        .filter(each -> code.apply(each).equals(text))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.invalid(
                                name,
                                "must be one of " + values.stream().map(code).collect(Collectors.joining(", ")))));
    }
}
