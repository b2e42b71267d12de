package io.enterprisemode.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The schemas of an OpenAPI 3.0 document as TypeScript types: those that are asked for and what they refer to. What is
 * not required may be left out. A schema of a form that is not known here is refused.
 */
final class TypeScriptTypes {

    private static final String REFERENCE = "#/components/schemas/";

    private final JsonNode schemas;
    private final Map<String, String> written = new TreeMap<>();
    private final Deque<String> referredTo = new ArrayDeque<>();

    private TypeScriptTypes(JsonNode schemas) {
        this.schemas = schemas;
    }

    /** The types, in the order of their names. */
    static String of(JsonNode document, Iterable<String> names) {
        TypeScriptTypes types = new TypeScriptTypes(document.path("components").path("schemas"));
        names.forEach(types.referredTo::add);
        while (!types.referredTo.isEmpty()) {
            String name = types.referredTo.remove();
            if (!types.written.containsKey(name)) {
                types.written.put(name, types.declaration(name));
            }
        }
        return String.join("\n", types.written.values());
    }

    private String declaration(String name) {
        JsonNode schema = schemas.path(name);
        if (schema.isMissingNode()) {
            throw new IllegalArgumentException("There is no schema " + name);
        }
        return schema.has("properties")
                ? "export interface " + name + " {\n" + members(schema) + "}\n"
                : "export type " + name + " = " + type(schema) + ";\n";
    }

    private String members(JsonNode schema) {
        var required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        return schema.path("properties").properties().stream()
                .map(member -> "  %s%s: %s;\n"
                        .formatted(
                                member.getKey(),
                                required.contains(member.getKey()) ? "" : "?",
                                type(member.getValue())))
                .collect(Collectors.joining());
    }

    private String type(JsonNode schema) {
        return schema.path("nullable").asBoolean() ? present(schema) + " | null" : present(schema);
    }

    private String present(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().substring(REFERENCE.length());
            referredTo.add(name);
            return name;
        }
        if (schema.path("allOf").size() == 1) {
            return type(schema.path("allOf").path(0));
        }
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .map(word -> "'" + word.asText() + "'")
                    .collect(Collectors.joining(" | "));
        }
        return switch (schema.path("type").asText()) {
            case "string" -> "string";
            case "integer", "number" -> "number";
            case "boolean" -> "boolean";
            case "array" -> type(schema.path("items")) + "[]";
            default -> throw new IllegalArgumentException("A schema of this form is not known: " + schema);
        };
    }
}
