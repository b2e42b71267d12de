package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a client of an API could stumble over when the API changes from one OpenAPI document to another: what it calls,
 * sends or reads is gone or has another type, or something it does not send is required. Additions are no breaking
 * changes.
 */
final class BreakingChanges {

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonNode before;
    private final JsonNode after;
    private final Set<String> found = new TreeSet<>();
    private final Set<String> compared = new HashSet<>();

    /** Who writes what a schema describes. */
    private enum Writer {
        CLIENT,
        SERVICE
    }

    private BreakingChanges(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** One sentence for each, in alphabetical order; none: every client of the one is served by the other. */
    static List<String> between(JsonNode before, JsonNode after) {
        BreakingChanges changes = new BreakingChanges(before, after);
        changes.compareOperations();
        return List.copyOf(changes.found);
    }

    private void compareOperations() {
        for (Map.Entry<String, JsonNode> path : before.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (METHODS.contains(operation.getKey())) {
                    compareOperation(
                            operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                            operation.getValue(),
                            after.path("paths").path(path.getKey()).path(operation.getKey()));
                }
            }
        }
    }

    private void compareOperation(String name, JsonNode old, JsonNode now) {
        if (now.isMissingNode()) {
            found.add(name + " is gone");
            return;
        }
        compareParameters(name, old, now);
        compareContent(name + " request", old.path("requestBody"), now.path("requestBody"), Writer.CLIENT);
        if (!old.path("requestBody").path("required").asBoolean()
                && now.path("requestBody").path("required").asBoolean()) {
            found.add(name + " requires a body");
        }
        for (Map.Entry<String, JsonNode> response : old.path("responses").properties()) {
            JsonNode answered = now.path("responses").path(response.getKey());
            if (!answered.isMissingNode()) {
                compareContent(name + " " + response.getKey(), response.getValue(), answered, Writer.SERVICE);
            } else if (response.getKey().startsWith("2")) {
                found.add(name + " does not answer " + response.getKey() + " any more");
            }
        }
    }

    private void compareParameters(String name, JsonNode old, JsonNode now) {
        List<String> known = new ArrayList<>();
        for (JsonNode parameter : old.path("parameters")) {
            known.add(key(parameter));
            JsonNode same = parameter(now, key(parameter));
            if (same.isMissingNode()) {
                found.add(name + " takes no " + key(parameter) + " any more");
            } else {
                compareSchemas(
                        name + " " + key(parameter), parameter.path("schema"), same.path("schema"), Writer.CLIENT);
                if (!parameter.path("required").asBoolean()
                        && same.path("required").asBoolean()) {
                    found.add(name + " requires " + key(parameter));
                }
            }
        }
        for (JsonNode parameter : now.path("parameters")) {
            if (parameter.path("required").asBoolean() && !known.contains(key(parameter))) {
                found.add(name + " requires " + key(parameter));
            }
        }
    }

    private static String key(JsonNode parameter) {
        return parameter.path("in").asText() + " parameter "
                + parameter.path("name").asText();
    }

    private static JsonNode parameter(JsonNode operation, String key) {
        for (JsonNode parameter : operation.path("parameters")) {
            if (key(parameter).equals(key)) {
                return parameter;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private void compareContent(String name, JsonNode old, JsonNode now, Writer writer) {
        for (Map.Entry<String, JsonNode> content : old.path("content").properties()) {
            JsonNode same = now.path("content").path(content.getKey());
            if (same.isMissingNode()) {
                found.add(name + " has no " + content.getKey() + " any more");
            } else {
                compareSchemas(name, content.getValue().path("schema"), same.path("schema"), writer);
            }
        }
    }

    private void compareSchemas(String name, JsonNode oldSchema, JsonNode nowSchema, Writer writer) {
        if (!compared.add(writer + " " + oldSchema + " " + nowSchema)) {
            return;
        }
        JsonNode old = resolved(before, oldSchema);
        JsonNode now = resolved(after, nowSchema);
        if (old.has("type") && now.has("type") && !covers(now.path("type"), old.path("type"), writer)) {
            found.add(name + " is " + now.path("type") + " instead of " + old.path("type"));
            return;
        }
        compareValues(name, old, now, writer);
        compareProperties(name, old, now, writer);
        if (old.has("items") && now.has("items")) {
            compareSchemas(name + "[]", old.path("items"), now.path("items"), writer);
        }
    }

    /** A client may write what it always wrote; a service may not write what was never written. */
    private static boolean covers(JsonNode now, JsonNode old, Writer writer) {
        Set<String> types = names(now);
        Set<String> earlier = names(old);
        return writer == Writer.CLIENT ? types.containsAll(earlier) : earlier.containsAll(types);
    }

    private void compareValues(String name, JsonNode old, JsonNode now, Writer writer) {
        if (writer == Writer.CLIENT && old.has("enum") && now.has("enum")) {
            Set<String> gone = new TreeSet<>(names(old.path("enum")));
            gone.removeAll(names(now.path("enum")));
            gone.forEach(value -> found.add(name + " may not be " + value + " any more"));
        }
    }

    private void compareProperties(String name, JsonNode old, JsonNode now, Writer writer) {
        for (Map.Entry<String, JsonNode> property : old.path("properties").properties()) {
            JsonNode same = now.path("properties").path(property.getKey());
            if (same.isMissingNode()) {
                found.add(name + " has no " + property.getKey() + " any more");
            } else {
                compareSchemas(name + "." + property.getKey(), property.getValue(), same, writer);
            }
        }
        if (writer == Writer.CLIENT) {
            Set<String> required = new TreeSet<>(names(now.path("required")));
            required.removeAll(names(old.path("required")));
            required.forEach(property -> found.add(name + " requires " + property));
        }
    }

    private static Set<String> names(JsonNode oneOrMany) {
        Set<String> names = new TreeSet<>();
        if (oneOrMany.isArray()) {
            oneOrMany.forEach(each -> names.add(each.asText()));
        } else if (!oneOrMany.isMissingNode()) {
            names.add(oneOrMany.asText());
        }
        return names;
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith(SCHEMAS)
                ? document.path("components").path("schemas").path(reference.substring(SCHEMAS.length()))
                : schema;
    }
}
