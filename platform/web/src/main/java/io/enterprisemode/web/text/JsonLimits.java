package io.enterprisemode.web.text;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The limits of JSON that is read. They protect the parser, so what is beyond them is refused as a whole, although it
 * may be valid JSON: the caller is told which limit it is.
 */
public final class JsonLimits {

    /** How many arrays and objects may lie in each other. */
    private static final int DEPTH = 32;

    /** How many digits a number may have, with those after the point and those of the exponent. */
    private static final int DIGITS = 100;

    private static final String TOO_DEEP = "nested too deeply (more than " + DEPTH + " levels)";
    private static final String TOO_LONG = "a number has more than " + DIGITS + " digits";
    private static final String EXPONENT = "a number has too large an exponent";

    private JsonLimits() {}

    /** The limits as the parser takes them. */
    public static StreamReadConstraints constraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxNumberLength(DIGITS)
                .build();
    }

    /** Which limit a text was beyond when its reading failed so, in words; empty: the failure is another one. */
    public static Optional<String> exceeded(Throwable failure) {
        if (failure instanceof NumberFormatException) {
            // Jackson fails so where an exponent is beyond what BigDecimal holds.
            return Optional.of(EXPONENT);
        }
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamConstraintsException beyond) {
                // Jackson names the limit in the message only.
                String message = beyond.getOriginalMessage();
                return message.contains("getMaxNestingDepth")
                        ? Optional.of(TOO_DEEP)
                        : message.contains("getMaxNumberLength") ? Optional.of(TOO_LONG) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The problem detail for a body whose reading failed so: which limit it is beyond, or where it is no JSON. */
    public static String detail(Exception failure) {
        JsonLocation at = failure instanceof JsonProcessingException read ? read.getLocation() : null;
        return "The body cannot be read as JSON"
                + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                + exceeded(failure).map(limit -> ": " + limit).orElse("") + ".";
    }
}
