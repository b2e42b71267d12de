package io.enterprisemode.web.paging;

import io.enterprisemode.web.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A position in a list: the sort values of the last row seen. Opaque to callers, checked when it comes back.
 *
 * @param parts sort values as text, without line breaks
 */
public record Cursor(List<String> parts) {

    private static final String SEPARATOR = "\n";

    /** As {@link Long#toString(long)} writes what is not negative. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");

    public Cursor {
        parts = List.copyOf(parts);
    }

    public static Cursor of(Object... parts) {
        return new Cursor(java.util.Arrays.stream(parts).map(Object::toString).toList());
    }

    /**
     * Reads a cursor.
     *
     * @param encoded from the caller; null or empty for the first page
     * @param size how many parts this list uses
     * @throws io.enterprisemode.web.problem.ProblemException invalid-cursor, when it is not one of this list
     */
    public static Optional<Cursor> decode(@Nullable String encoded, int size) {
        if (encoded == null || encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            List<String> parts = List.of(text.split(SEPARATOR, -1));
            if (parts.size() == size) {
                return Optional.of(new Cursor(parts));
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    public UUID uuid(int part) {
        try {
            return UUID.fromString(parts.get(part));
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    public Instant instant(int part) {
        try {
            return Instant.parse(parts.get(part));
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    /** A number from 0, which is written in one way only. */
    public long number(int part) {
        String text = parts.get(part);
        if (!NUMBER.matcher(text).matches()) {
            throw invalid();
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    public String text(int part) {
        return parts.get(part);
    }

    public String encoded() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
    }

    private static RuntimeException invalid() {
        return ProblemType.INVALID_CURSOR.with("Use the nextCursor of the page before, unchanged.");
    }
}
