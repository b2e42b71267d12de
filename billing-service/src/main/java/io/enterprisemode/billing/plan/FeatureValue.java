package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The value of a feature of a plan: a boolean, or another JSON value. */
public final class FeatureValue {

    /** How long a value may be, written as JSON. */
    static final int LONGEST = 2000;

    /** How many digits a number may have before the decimal point, or zeros after it. */
    private static final int LARGEST_EXPONENT = 30;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private FeatureValue() {}

    /** Whether an organization with this value has the feature: any value but {@code false} says so. */
    public static boolean grants(JsonNode value) {
        return !value.isBoolean() || value.booleanValue();
    }

    /** What keeps a value from being one of a feature; null: nothing. */
    static @Nullable String flaw(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "must be a boolean or another JSON value, not null";
        }
        if (!isStorable(value)) {
            return "must hold no character U+0000 and no number of more than " + LARGEST_EXPONENT + " digits";
        }
        return canonical(value).toString().length() > LONGEST
                ? "must be at most " + LONGEST + " characters of JSON"
                : null;
    }

    /** The same value in the one form that all ways of writing it have: properties by name, numbers by their value. */
    static JsonNode canonical(JsonNode value) {
        if (value.isObject()) {
            Map<String, JsonNode> properties = new TreeMap<>();
            value.properties().forEach(property -> properties.put(property.getKey(), canonical(property.getValue())));
            ObjectNode object = NODES.objectNode();
            object.setAll(properties);
            return object;
        }
        if (value.isArray()) {
            ArrayNode array = NODES.arrayNode();
            value.forEach(element -> array.add(canonical(element)));
            return array;
        }
        return value.isNumber() ? number(value.decimalValue().stripTrailingZeros()) : value;
    }

    private static JsonNode number(BigDecimal number) {
        return number.scale() <= 0 ? NODES.numberNode(number.toBigIntegerExact()) : DecimalNode.valueOf(number);
    }

    private static boolean isStorable(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .allMatch(property -> isText(property.getKey()) && isStorable(property.getValue()));
        }
        if (value.isArray()) {
            return value.valueStream().allMatch(FeatureValue::isStorable);
        }
        return value.isNumber() ? isNumber(value) : !value.isTextual() || isText(value.textValue());
    }

    private static boolean isText(String text) {
        return text.indexOf('\0') < 0;
    }

    private static boolean isNumber(JsonNode number) {
        if (!number.isIntegralNumber() && !Double.isFinite(number.doubleValue())) {
            return false;
        }
        BigDecimal exact = number.decimalValue();
        long exponent = (long) exact.precision() - exact.scale() - 1;
        return exact.signum() == 0 || Math.abs(exponent) < LARGEST_EXPONENT;
    }
}
