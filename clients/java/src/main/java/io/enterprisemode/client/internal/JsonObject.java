package io.enterprisemode.client.internal;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a JSON object, read by type. A property that is null is as if it were not there. Whatever is not of
 * the type is an {@link IllegalArgumentException} that names it.
 */
public final class JsonObject {

    private final Map<?, ?> properties;

    private JsonObject(Map<?, ?> properties) {
        this.properties = properties;
    }

    /** The object of a value of {@link JsonText#parse}. */
    public static JsonObject of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonObject(map);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** A property of any type. */
    public @Nullable Object value(String name) {
        return properties.get(name);
    }

    /** A text. */
    public String text(String name) {
        return present(name, optionalText(name));
    }

    /** A text, or null. */
    public @Nullable String optionalText(String name) {
        return switch (properties.get(name)) {
            case null -> null;
            case String text -> text;
            default -> throw new IllegalArgumentException("not a text: " + name);
        };
    }

    /** A whole number. */
    public long integer(String name) {
        return present(name, optionalInteger(name));
    }

    /** A whole number, or null. */
    public @Nullable Long optionalInteger(String name) {
        try {
            return switch (properties.get(name)) {
                case null -> null;
                case Long number -> number;
                case BigDecimal number -> number.longValueExact();
                default -> throw new IllegalArgumentException("not a number: " + name);
            };
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("not a whole number of 64 bits: " + name, e);
        }
    }

    /** True or false. */
    public boolean flag(String name) {
        return present(name, optionalFlag(name));
    }

    /** True, false or null. */
    public @Nullable Boolean optionalFlag(String name) {
        return switch (properties.get(name)) {
            case null -> null;
            case Boolean flag -> flag;
            default -> throw new IllegalArgumentException("neither true nor false: " + name);
        };
    }

    /** An instant as RFC 3339 writes it. */
    public Instant instant(String name) {
        return present(name, optionalInstant(name));
    }

    /** An instant, or null. */
    public @Nullable Instant optionalInstant(String name) {
        String text = optionalText(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not an instant: " + name, e);
        }
    }

    /** An object, or null. */
    public @Nullable JsonObject optionalObject(String name) {
        Object value = properties.get(name);
        return value == null ? null : of(value);
    }

    /** The objects of a list. */
    public List<JsonObject> objects(String name) {
        if (properties.get(name) instanceof List<?> list) {
            return list.stream().map(JsonObject::of).toList();
        }
        throw new IllegalArgumentException("not a list: " + name);
    }

    /** The properties by name, in order; neither they nor what they hold can be changed. */
    public Map<String, @Nullable Object> asMap() {
        return unchangeable(properties);
    }

    /** The same value, which nobody can change. */
    public static @Nullable Object unchangeable(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> unchangeable(map);
            case List<?> list -> list.stream().map(JsonObject::unchangeable).toList();
            case null, default -> value;
        };
    }

    private static Map<String, @Nullable Object> unchangeable(Map<?, ?> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), unchangeable((Object) value)));
        return Collections.unmodifiableMap(copy);
    }

    private static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("missing: " + name);
        }
        return value;
    }
}
