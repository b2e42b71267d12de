package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds properties of a JSON value that its schema does not mention. JSON Schema allows them unless forbidden; a
 * document that is complete mentions all. Composed schemas (allOf, anyOf, oneOf) and those with
 * {@code additionalProperties} are not entered.
 */
final class UndocumentedProperties {

    private static final List<String> COMPOSED = List.of("allOf", "anyOf", "oneOf", "not", "if");

    private UndocumentedProperties() {}

    static List<String> in(OpenApiDocument document, JsonNode schema, JsonNode value) {
        List<String> found = new ArrayList<>();
        walk(document, schema, value, "$", found);
        return found;
    }

    private static void walk(
            OpenApiDocument document, JsonNode reference, JsonNode value, String place, List<String> found) {
        JsonNode schema = document.resolve(reference);
        if (COMPOSED.stream().anyMatch(schema::has)) {
            return;
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                walk(document, schema.path("items"), value.get(i), place + "[" + i + "]", found);
            }
        } else if (value.isObject() && schema.has("properties")) {
            JsonNode properties = schema.get("properties");
            value.properties().forEach(property -> {
                String at = place + "." + property.getKey();
                if (properties.has(property.getKey())) {
                    walk(document, properties.get(property.getKey()), property.getValue(), at, found);
                } else if (!schema.has("additionalProperties") && !schema.has("patternProperties")) {
                    found.add("the answer holds the undocumented property " + at);
                }
            });
        }
    }
}
