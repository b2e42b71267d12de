package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.teams.scim.PatchRequest.Operation;
import io.enterprisemode.web.problem.ProblemException;
import java.util.List;
import java.util.Map;

/**
 * How much one PATCH message may ask for. What an operation costs follows the fields of its value and the comparisons
 * of its path, each of which may go through all values of an attribute; so both are counted over the whole message,
 * before anything is read for it.
 */
final class PatchLimits {

    /** Characters of a path at most. */
    static final int LONGEST_PATH = FilterParser.LONGEST;

    /** Fields of the values of all operations at most, those of extensions and other objects in them included. */
    static final int MOST_FIELDS = 500;

    /** Comparisons in the paths of all operations at most. */
    static final int MOST_COMPARISONS = 200;

    private int fields;
    private int comparisons;

    private PatchLimits() {}

    /** @throws ProblemException scim-too-many, or scim-invalid-path for a path that is too long */
    static void require(List<Operation> operations) {
        PatchLimits counted = new PatchLimits();
        operations.forEach(counted::add);
    }

    private void add(Operation operation) {
        String path = operation.path();
        JsonNode value = operation.value();
        if (path != null) {
            addPath(path);
        }
        if (value == null || !value.isObject()) {
            return;
        }
        addFields(value.size());
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (path == null) {
                addPath(field.getKey());
            }
            if (field.getValue().isObject()) {
                addFields(field.getValue().size());
            }
        }
    }

    private void addFields(int more) {
        fields += more;
        if (fields > MOST_FIELDS) {
            throw ScimProblems.TOO_MANY.with("The values of a message have at most " + MOST_FIELDS + " fields.");
        }
    }

    private void addPath(String path) {
        if (path.length() > LONGEST_PATH) {
            throw ScimProblems.INVALID_PATH.with("It is longer than " + LONGEST_PATH + " characters.");
        }
        comparisons += comparisons(path);
        if (comparisons > MOST_COMPARISONS) {
            throw ScimProblems.TOO_MANY.with(
                    "The paths of a message have at most " + MOST_COMPARISONS + " comparisons.");
        }
    }

    /** The comparisons in a path; 0 for a malformed path, which is refused when the operation is applied. */
    private static int comparisons(String path) {
        if (path.indexOf('[') < 0) {
            return 0;
        }
        try {
            Filter filter = FilterParser.parsePath(path).filter();
            return filter == null ? 0 : comparisons(filter);
        } catch (ProblemException e) {
            return 0;
        }
    }

    private static int comparisons(Filter filter) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) -> comparisons(left) + comparisons(right);
            case Filter.Or(Filter left, Filter right) -> comparisons(left) + comparisons(right);
            case Filter.Not(Filter inner) -> comparisons(inner);
            case Filter.Within(AttributePath path, Filter inner) -> comparisons(inner);
            case Filter.Present present -> 1;
            case Filter.Compare compare -> 1;
        };
    }
}
