package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.enterprisemode.web.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a resource as it was sent into the one form in which it is kept: names as the schema writes them, only what
 * may be written, every value of its type. Names of attributes are read without regard to case (RFC 7643, section 2.1),
 * attributes nobody knows and those only the service writes are passed over (RFC 7644, section 3.5.1), truth values
 * also as the texts that Entra ID sends.
 */
final class ResourceRules {

    /** Characters of one text at most. */
    static final int LONGEST_TEXT = 1_024;

    /** Values of one attribute at most; members of a group are told apart from this. */
    static final int MOST_VALUES = 50;

    private static final String SCHEMAS = "schemas";
    private static final String PRIMARY = "primary";

    private ResourceRules() {}

    /**
     * The resource in the form in which it is kept; without {@code schemas}, {@code id} and {@code meta}.
     *
     * @throws ProblemException scim-invalid-syntax or scim-invalid-value
     */
    static ObjectNode read(ScimType type, JsonNode sent) {
        if (!sent.isObject()) {
            throw ScimProblems.INVALID_SYNTAX.with("A resource is a JSON object.");
        }
        requireSchemas(type, sent);
        return canonical(type, sent);
    }

    /** As {@link #read}, of a resource that was kept and has been changed: it names no schemas. */
    static ObjectNode canonical(ScimType type, JsonNode sent) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : sent.properties()) {
            Optional<ScimSchema> extension = type.extension(field.getKey());
            if (extension.isPresent()) {
                extension(kept, extension.get(), field.getValue());
            } else {
                ScimAttribute.in(type.core().attributes(), field.getKey())
                        .filter(ResourceRules::isKept)
                        .ifPresent(attribute -> keep(kept, attribute, field.getValue(), attribute.name()));
            }
        }
        for (ScimAttribute attribute : type.core().attributes()) {
            if (attribute.required() && kept.path(attribute.name()).asText("").isBlank()) {
                throw invalid(attribute.name(), "is required");
            }
        }
        return kept;
    }

    private static void requireSchemas(ScimType type, JsonNode sent) {
        JsonNode schemas = sent.path(SCHEMAS);
        if (!schemas.isArray() || schemas.isEmpty() || schemas.size() > MOST_VALUES) {
            throw ScimProblems.INVALID_SYNTAX.with(
                    "schemas must list " + type.core().id() + ".");
        }
        boolean core = false;
        for (JsonNode schema : schemas) {
            if (!schema.isTextual() || type.schema(schema.asText()).isEmpty()) {
                throw ScimProblems.INVALID_VALUE.with(
                        "schemas holds one that a " + type.label() + " does not have; see /Schemas.");
            }
            core |= schema.asText().equalsIgnoreCase(type.core().id());
        }
        if (!core) {
            throw ScimProblems.INVALID_SYNTAX.with(
                    "schemas must list " + type.core().id() + ".");
        }
    }

    private static boolean isKept(ScimAttribute attribute) {
        return switch (attribute.mutability()) {
            case READ_WRITE, IMMUTABLE -> true;
            case READ_ONLY, WRITE_ONLY -> false;
        };
    }

    private static void extension(ObjectNode kept, ScimSchema schema, JsonNode sent) {
        if (sent.isNull()) {
            return;
        }
        if (!sent.isObject()) {
            throw invalid(schema.id(), "must be an object");
        }
        ObjectNode values = complex(schema.attributes(), sent, schema.id());
        if (!values.isEmpty()) {
            kept.set(schema.id(), values);
        }
    }

    private static void keep(ObjectNode kept, ScimAttribute attribute, JsonNode sent, String place) {
        if (kept.has(attribute.name())) {
            throw invalid(place, "is there twice");
        }
        if (sent.isNull()) {
            return;
        }
        JsonNode value = attribute.multiValued() ? values(attribute, sent, place) : value(attribute, sent, place);
        if (!value.isContainerNode() || !value.isEmpty()) {
            kept.set(attribute.name(), value);
        }
    }

    private static ArrayNode values(ScimAttribute attribute, JsonNode sent, String place) {
        if (!sent.isArray()) {
            throw invalid(place, "must be an array");
        }
        boolean members = attribute.name().equals(GroupMembers.ATTRIBUTE);
        if (sent.size() > (members ? GroupMembers.MOST_AT_ONCE : MOST_VALUES)) {
            throw ScimProblems.TOO_MANY.with(place + " has more values than are taken at once.");
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        int primaries = 0;
        for (int i = 0; i < sent.size(); i++) {
            JsonNode value = value(attribute, sent.get(i), place + "[" + i + "]");
            if (!value.isContainerNode() || !value.isEmpty()) {
                values.add(value);
            }
            primaries += value.path(PRIMARY).asBoolean() ? 1 : 0;
        }
        if (primaries > 1) {
            throw invalid(place, "has more than one primary value");
        }
        return values;
    }

    /** One value of an attribute, in the form in which it is kept. */
    static JsonNode value(ScimAttribute attribute, JsonNode sent, String place) {
        return switch (attribute.type()) {
            case STRING, REFERENCE, DATE_TIME -> text(sent, place);
            case BOOLEAN -> truth(sent, place);
            case COMPLEX -> {
                if (!sent.isObject()) {
                    throw invalid(place, "must be an object");
                }
                ObjectNode value = complex(attribute.subAttributes(), sent, place);
                for (ScimAttribute sub : attribute.subAttributes()) {
                    if (sub.required() && !value.isEmpty() && !value.has(sub.name())) {
                        throw invalid(place + "." + sub.name(), "is required");
                    }
                }
                yield value;
            }
        };
    }

    private static ObjectNode complex(List<ScimAttribute> attributes, JsonNode sent, String place) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : sent.properties()) {
            ScimAttribute.in(attributes, field.getKey())
                    .filter(ResourceRules::isKept)
                    .ifPresent(sub -> keep(value, sub, field.getValue(), place + "." + sub.name()));
        }
        return value;
    }

    private static JsonNode text(JsonNode sent, String place) {
        if (!sent.isTextual()) {
            throw invalid(place, "must be a text");
        }
        String text = sent.asText();
        if (text.length() > LONGEST_TEXT) {
            throw invalid(place, "must be at most " + LONGEST_TEXT + " characters");
        }
        if (text.codePoints().anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
            throw invalid(place, "holds what is no character");
        }
        return TextNode.valueOf(text);
    }

    private static JsonNode truth(JsonNode sent, String place) {
        if (sent.isBoolean()) {
            return sent;
        }
        String text = sent.isTextual() ? sent.asText().toLowerCase(Locale.ROOT) : "";
        return switch (text) {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw invalid(place, "must be true or false");
        };
    }

    static ProblemException invalid(String place, String what) {
        return ScimProblems.INVALID_VALUE.with(place + " " + what + ".");
    }
}
