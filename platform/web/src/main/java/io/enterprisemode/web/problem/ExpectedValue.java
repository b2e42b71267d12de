package io.enterprisemode.web.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Describes the expected value of a JSON field in terms of JSON, since a caller does not know the Java classes that it
 * is read into.
 */
final class ExpectedValue {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(
            int.class,
            Integer.class,
            long.class,
            Long.class,
            short.class,
            Short.class,
            byte.class,
            Byte.class,
            BigInteger.class);
    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class, Number.class);
    private static final Map<Class<?>, String> TEXTS = Map.of(
            UUID.class, "must be a UUID",
            Instant.class, "must be an instant such as 2026-02-01T00:00:00Z",
            LocalDate.class, "must be a date such as 2026-02-01",
            Duration.class, "must be a duration such as PT24H");

    /** A class with its package, as exceptions of Java name it. */
    private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z][\\w]*\\.){2,}[A-Z]");

    private ExpectedValue() {}

    /**
     * The words for a type, which follow the name of the field.
     *
     * @param json writes the values of an enum as callers send them
     */
    static String of(Class<?> type, ObjectMapper json) {
        if (CharSequence.class.isAssignableFrom(type)) {
            return "must be a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return "must be a whole number";
        }
        if (NUMBERS.contains(type)) {
            return "must be a number";
        }
        if (type.isEnum()) {
            return oneOf(type.getEnumConstants(), json);
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "must be a list";
        }
        if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "must be an object";
        }
        return TEXTS.getOrDefault(type, "is not valid");
    }

    private static String oneOf(Object[] constants, ObjectMapper json) {
        return "must be one of "
                + Arrays.stream(constants)
                        .map(each -> json.convertValue(each, String.class))
                        .collect(Collectors.joining(", "));
    }

    /** Whether a message is written for callers, and not one of Java with class names. */
    static boolean isForCallers(String message) {
        return !CLASS_NAME.matcher(message).find();
    }
}
