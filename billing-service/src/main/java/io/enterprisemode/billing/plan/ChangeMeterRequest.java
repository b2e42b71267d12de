package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.problem.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change of a meter, as a JSON Merge Patch (RFC 7396): what is left out stays as it is, and null removes the
 * grouping; nothing else can be removed. Code, aggregation and value property never change, as counters rest on them.
 *
 * @param groupBy from now on; what was kept apart before stays as it is
 * @param archived whether it takes no new usage from now on; what was counted stays
 */
@Schema(examples = "{\"name\": \"Tokens of models\", \"groupBy\": [\"model\"]}")
record ChangeMeterRequest(
        @Schema(implementation = String.class, pattern = SAYING, maxLength = LONGEST_NAME) @Nullable
        Patch<String> name,

        @Schema(implementation = String.class, pattern = SAYING, maxLength = LONGEST_UNIT) @Nullable
        Patch<String> unit,

        @Schema(
                type = SchemaType.ARRAY,
                implementation = String.class,
                nullable = true,
                maxItems = DefineMeterRequest.MOST_GROUPS)
        @Nullable
        Patch<List<String>> groupBy,

        @Schema(implementation = Boolean.class) @Nullable Patch<Boolean> archived) {

    private static final String SAYING = ".*\\S.*";
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_UNIT = 40;
    private static final Pattern TEXT = Pattern.compile(SAYING);
    private static final Pattern PROPERTY = Pattern.compile(DefineMeterRequest.PROPERTY);

    /**
     * The meter after the change.
     *
     * @throws ProblemException validation-failed with the field that cannot be so
     */
    Meter appliedTo(Meter meter) {
        List<String> groups = Patch.applied(groupBy, meter.groupBy(), ChangeMeterRequest::properties);
        boolean isArchived = Patch.required("/archived", archived, meter.archived());
        return new Meter(
                meter.id(),
                meter.code(),
                Patch.required("/name", name, meter.name(), text("/name", LONGEST_NAME)),
                Patch.required("/unit", unit, meter.unit(), text("/unit", LONGEST_UNIT)),
                meter.aggregation(),
                meter.valueProperty(),
                fitting(groups == null ? List.of() : groups, meter.aggregation()),
                meter.revision(),
                isArchived,
                isArchived ? meter.archivedAt() : null);
    }

    private static Function<String, String> text(String pointer, int longest) {
        return value -> {
            if (value.length() > longest || !TEXT.matcher(value).matches()) {
                throw ProblemException.invalid(
                        pointer, "must be one line of 1 to " + longest + " characters, not only blanks");
            }
            return value;
        };
    }

    private static List<String> properties(List<String> wanted) {
        if (wanted.size() > DefineMeterRequest.MOST_GROUPS) {
            throw ProblemException.invalid(
                    "/groupBy", "must name at most " + DefineMeterRequest.MOST_GROUPS + " properties");
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!PROPERTY.matcher(Objects.requireNonNullElse(wanted.get(i), "")).matches()) {
                throw ProblemException.invalid("/groupBy/" + i, "must match " + DefineMeterRequest.PROPERTY);
            }
        }
        return wanted;
    }

    private static List<String> fitting(List<String> groups, Aggregation aggregation) {
        boolean ungroupable = aggregation == Aggregation.UNIQUE_COUNT && !groups.isEmpty();
        if (ungroupable || DefineMeterRequest.repeats(groups)) {
            throw ProblemException.invalid("/groupBy", "does not go with " + aggregation);
        }
        return groups;
    }
}
