package io.enterprisemode.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Checks of constructor arguments; each failure is an {@link IllegalArgumentException} that names the field and the
 * offending value.
 */
public final class Require {

    private Require() {}

    /** Returns the value, which must be present. */
    public static <T> T present(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    /** Returns the text, which must be present and not blank. */
    public static String text(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is missing or blank");
        }
        return value;
    }

    /** Returns the number, which must not be negative. */
    public static long notNegative(long value, String name) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
        return value;
    }

    /** Returns the currency: three capital letters (ISO 4217). */
    public static String currency(@Nullable String value, String name) {
        text(value, name);
        if (value == null || !value.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException(name + " is no ISO 4217 code: " + value);
        }
        return value;
    }

    /** Fails with the message when the condition does not hold. */
    public static void that(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
