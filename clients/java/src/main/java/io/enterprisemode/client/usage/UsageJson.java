package io.enterprisemode.client.usage;

import io.enterprisemode.client.internal.JsonObject;
import io.enterprisemode.client.internal.JsonText;
import java.util.List;
import java.util.Map;

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
        JsonObject event = JsonObject.of(JsonText.parse(json));
        JsonObject data = JsonObject.of(event.value("data"));
        JsonObject properties = data.optionalObject("properties");
        return new UsageEvent(
                event.text("id"),
                event.text("source"),
                event.text("type"),
                event.text("subject"),
                event.instant("time"),
                data.integer("quantity"),
                properties == null ? Map.of() : properties.asMap());
    }

    /**
     * The results in an answer to a batch.
     *
     * @throws IllegalArgumentException when the answer is not of the known form
     */
    static List<Verdict> verdicts(String answer) {
        return JsonObject.of(JsonText.parse(answer)).objects("results").stream()
                .map(UsageJson::verdict)
                .toList();
    }

    private static Verdict verdict(JsonObject result) {
        return new Verdict(
                UsageStatus.of(result.text("status")),
                result.value("reason") instanceof String reason ? reason : null,
                result.value("detail") instanceof String detail ? detail : null);
    }
}
