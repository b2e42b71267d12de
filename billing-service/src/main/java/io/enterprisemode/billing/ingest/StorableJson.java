package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/** The JSON that PostgreSQL can store without a change. */
final class StorableJson {

    private static final int LARGEST_EXPONENT = 308;

    private StorableJson() {}

    /** Whether every text and number inside can be kept. */
    static boolean isStorable(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> isText(node.textValue());
            case NUMBER -> isNumber(node);
            case ARRAY -> {
                for (JsonNode element : node) {
                    if (!isStorable(element)) {
                        yield false;
                    }
                }
                yield true;
            }
            case OBJECT -> {
                for (Map.Entry<String, JsonNode> property : node.properties()) {
                    if (!isText(property.getKey()) || !isStorable(property.getValue())) {
                        yield false;
                    }
                }
                yield true;
            }
            case BOOLEAN, NULL -> true;
            case BINARY, MISSING, POJO -> false;
        };
    }

    /** Whether the text holds no control character and no half of a surrogate pair. */
    static boolean isPlainText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return isText(text);
    }

    private static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0) {
                return false;
            }
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isNumber(JsonNode number) {
        if (number.isIntegralNumber()) {
            return true;
        }
        if (!Double.isFinite(number.doubleValue())) {
            return false;
        }
        BigDecimal exact = number.decimalValue();
        long exponent = (long) exact.precision() - exact.scale() - 1;
        return Math.abs(exponent) <= LARGEST_EXPONENT;
    }
}
