package io.enterprisemode.systemtests.suite;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Makes usage events of a workspace, each with an id of its own, in the plain JSON form. */
public record UsageEvents(String workspaceId, String source) {

    /** Events of a workspace, from the source {@code /system-tests}. */
    public static UsageEvents of(String workspaceId) {
        return new UsageEvents(workspaceId, "/system-tests");
    }

    /** An event of now. */
    public Map<String, Object> event(String meter, long quantity) {
        return event(UUID.randomUUID().toString(), meter, Instant.now(), quantity);
    }

    /** An event. */
    public Map<String, Object> event(String id, String meter, Instant time, long quantity) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("source", source);
        event.put("type", meter);
        event.put("subject", workspaceId);
        event.put("time", time.toString());
        event.put("data", Map.of("quantity", quantity));
        return event;
    }

    /** The same as a CloudEvent 1.0 of the structured form. */
    public Map<String, Object> cloudEvent(String meter, long quantity) {
        Map<String, Object> event = event(meter, quantity);
        event.put("specversion", "1.0");
        event.put("datacontenttype", "application/json");
        return event;
    }
}
