package io.enterprisemode.client.usage;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between usage events and JSON (the JSON format of CloudEvents 1.0). */
final class UsageJson {

    private UsageJson() {}

    /**
     * An event that has everything, on one line.
     *
     * @throws IllegalArgumentException when a property has a value that JSON does not know
     */
    static String write(UsageEvent event) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"specversion\":\"1.0\",\"id\":");
        JsonText.append(out, event.id());
        out.append(",\"source\":");
        JsonText.append(out, event.source());
        out.append(",\"type\":");
        JsonText.append(out, event.meter());
        out.append(",\"subject\":");
        JsonText.append(out, event.workspaceId());
        out.append(",\"time\":");
        JsonText.append(out, String.valueOf(event.time()));
        out.append(",\"data\":{\"quantity\":").append(event.quantity());
        if (!event.properties().isEmpty()) {
            out.append(",\"properties\":");
            JsonText.append(out, event.properties());
        }
        return out.append("}}").toString();
    }

    /**
     * The event that {@link #write} has written.
     *
     * @throws IllegalArgumentException when the text is no event
     */
    static UsageEvent read(String json) {
        Map<?, ?> event = object(JsonText.parse(json));
        Map<?, ?> data = object(event.get("data"));
        Object properties = data.get("properties");
        return new UsageEvent(
                text(event, "id"),
                text(event, "source"),
                text(event, "type"),
                text(event, "subject"),
                instant(text(event, "time")),
                quantity(data.get("quantity")),
                properties == null ? Map.of() : texts(object(properties)));
    }

    /**
     * The results in an answer to a batch.
     *
     * @throws IllegalArgumentException when the answer is not of the known form
     */
    static List<Verdict> verdicts(String answer) {
        if (!(object(JsonText.parse(answer)).get("results") instanceof List<?> results)) {
            throw new IllegalArgumentException("no results");
        }
        return results.stream().map(result -> verdict(object(result))).toList();
    }

    private static Verdict verdict(Map<?, ?> result) {
        return new Verdict(
                UsageStatus.of(text(result, "status")),
                result.get("reason") instanceof String reason ? reason : null,
                result.get("detail") instanceof String detail ? detail : null);
    }

    private static Map<?, ?> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static Map<String, @Nullable Object> texts(Map<?, ?> map) {
        Map<String, @Nullable Object> result = new java.util.LinkedHashMap<>();
        map.forEach((name, value) -> result.put(String.valueOf(name), value));
        return result;
    }

    private static String text(Map<?, ?> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text: " + name);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no instant: " + text, e);
        }
    }

    private static long quantity(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case BigDecimal number -> number.longValueExact();
            case null, default -> throw new IllegalArgumentException("no quantity");
        };
    }
}
