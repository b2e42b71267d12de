package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Rewrites what schemas of OpenAPI 3.0 say in their own way to JSON Schema 2020-12: {@code nullable} and the exclusive
 * bounds.
 */
final class OlderSchemas {

    private OlderSchemas() {}

    static void lift(JsonNode node) {
        node.forEach(OlderSchemas::lift);
        if (node instanceof ObjectNode schema) {
            nullable(schema);
            bound(schema, "minimum", "exclusiveMinimum");
            bound(schema, "maximum", "exclusiveMaximum");
        }
    }

    private static void nullable(ObjectNode schema) {
        if (!schema.path("nullable").isBoolean() || !schema.remove("nullable").asBoolean()) {
            return;
        }
        if (schema.path("enum") instanceof ArrayNode values) {
            values.addNull();
        }
        if (schema.path("type").isTextual()) {
            String type = schema.get("type").asText();
            schema.putArray("type").add(type).add("null");
        } else if (schema.has("allOf") || schema.has("$ref")) {
            ObjectNode value = schema.objectNode();
            for (String keyword : List.of("allOf", "$ref")) {
                if (schema.has(keyword)) {
                    value.set(keyword, schema.remove(keyword));
                }
            }
            schema.putArray("anyOf").add(value).addObject().put("type", "null");
        }
    }

    private static void bound(ObjectNode schema, String bound, String exclusive) {
        if (schema.path(exclusive).isBoolean()) {
            boolean excludes = schema.remove(exclusive).asBoolean();
            if (excludes && schema.has(bound)) {
                schema.set(exclusive, schema.remove(bound));
            }
        }
    }
}
