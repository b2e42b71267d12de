package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.MeterCode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.HashSet;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new meter.
 *
 * @param code the CloudEvents type of its events
 * @param unit one of what is counted
 * @param valueProperty property whose distinct values UNIQUE_COUNT counts (needed there), or that holds the quantity
 *     for SUM, MAX and LATEST; none for COUNT
 * @param groupBy at most five different properties by which usage is kept apart; none for UNIQUE_COUNT
 */
@Schema(
        examples = """
                {"code": "tokens", "name": "Tokens", "unit": "token", "aggregation": "SUM", "valueProperty": "tokens",
                 "groupBy": ["model", "region"]}""",
        requiredProperties = {"code", "name", "unit", "aggregation"})
record DefineMeterRequest(
        @NotNull @Pattern(regexp = MeterCode.PATTERN) String code,
        @NotBlank @Size(max = 100) String name,
        @NotBlank @Size(max = 40) String unit,
        @NotNull Aggregation aggregation,

        @Schema(nullable = true) @Nullable @Pattern(regexp = PROPERTY)
        String valueProperty,

        @Schema(nullable = true) @Nullable @Size(max = MOST_GROUPS)
        List<@NotNull @Pattern(regexp = PROPERTY) String> groupBy) {

    /** The names that properties may have to be counted or grouped by. */
    static final String PROPERTY = "[A-Za-z_][A-Za-z0-9_.-]{0,63}";

    /** By how many properties usage of a meter is kept apart at most. */
    static final int MOST_GROUPS = 5;

    /** The pointer of the field that does not go with the aggregation; null: all do. */
    @Nullable
    String misfit() {
        boolean valueFits =
                switch (aggregation) {
                    case UNIQUE_COUNT -> valueProperty != null;
                    case COUNT -> valueProperty == null;
                    case SUM, MAX, LATEST -> true;
                };
        if (!valueFits) {
            return "/valueProperty";
        }
        List<String> groups = groups();
        boolean grouped = !groups.isEmpty();
        return (grouped && aggregation == Aggregation.UNIQUE_COUNT) || repeats(groups) ? "/groupBy" : null;
    }

    static boolean repeats(List<String> groups) {
        return new HashSet<>(groups).size() < groups.size();
    }

    List<String> groups() {
        return groupBy == null ? List.of() : groupBy;
    }
}
