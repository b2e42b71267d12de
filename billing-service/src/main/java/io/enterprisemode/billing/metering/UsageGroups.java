package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.plan.Meter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of properties by which usage is kept apart. In an hour of a workspace each property has at most
 * {@link #MOST_VALUES} values of its own, the first that came; all later ones are one value, {@link #OTHER}. So rows
 * are bounded whatever producers send.
 */
public final class UsageGroups {

    /** Values of a property in an hour of a workspace, those of {@link #OTHER} and {@link #NONE} aside. */
    static final int MOST_VALUES = 100;

    /** The longest value, in characters; longer ones are {@link #OTHER}. */
    static final int LONGEST_VALUE = 128;

    /** Stands for the values beyond the first ones. */
    static final String OTHER = "(other)";

    /** Stands for events without the property, or with something that is no plain value. */
    static final String NONE = "(none)";

    private UsageGroups() {}

    /** The value of each property that the meter is grouped by. */
    public static Map<String, String> of(Meter meter, @Nullable JsonNode properties) {
        if (meter.groupBy().isEmpty()) {
            return Map.of();
        }
        Map<String, String> groups = new LinkedHashMap<>();
        for (String property : meter.groupBy()) {
            groups.put(property, value(properties == null ? null : properties.get(property)));
        }
        return groups;
    }

    private static String value(@Nullable JsonNode value) {
        if (value == null || value.isNull() || !value.isValueNode()) {
            return NONE;
        }
        String text = value.asText();
        return text.length() <= LONGEST_VALUE ? text : OTHER;
    }

    /** The value under which one is kept, where others are kept already. */
    static String kept(String value, Set<String> keptAlready) {
        if (value.equals(OTHER) || value.equals(NONE) || keptAlready.contains(value)) {
            return value;
        }
        long own = keptAlready.stream()
                .filter(each -> !each.equals(OTHER) && !each.equals(NONE))
                .count();
        return own < MOST_VALUES ? value : OTHER;
    }
}
