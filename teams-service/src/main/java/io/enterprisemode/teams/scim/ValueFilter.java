package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.web.problem.ProblemException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a filter in the path of a PATCH picks one value of a multi-valued attribute. */
final class ValueFilter {

    private ValueFilter() {}

    /**
     * Whether the value fulfils the filter.
     *
     * @param attribute whose sub-attributes the filter may name
     * @throws ProblemException scim-invalid-path, when it names another one
     */
    static boolean matches(Filter filter, ScimAttribute attribute, JsonNode value) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) ->
                matches(left, attribute, value) && matches(right, attribute, value);
            case Filter.Or(Filter left, Filter right) ->
                matches(left, attribute, value) || matches(right, attribute, value);
            case Filter.Not(Filter inner) -> !matches(inner, attribute, value);
            case Filter.Present(AttributePath path) ->
                value.hasNonNull(sub(attribute, path).name());
            case Filter.Compare(AttributePath path, Filter.Operator operator, Literal literal) -> {
                ScimAttribute sub = sub(attribute, path);
                yield compares(operator, value.get(sub.name()), literal.value(), sub.caseExact());
            }
            case Filter.Within within ->
                throw ScimProblems.INVALID_PATH.with(within.path() + " has no values with parts here.");
        };
    }

    /** What a value must be to fulfil the filter, if that follows from it: equalities, all of which must hold. */
    static Optional<ObjectNode> template(Filter filter, ScimAttribute attribute, ObjectNode empty) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) ->
                template(left, attribute, empty).flatMap(begun -> template(right, attribute, begun));
            case Filter.Compare(AttributePath path, Filter.Operator operator, Literal literal) ->
                operator != Filter.Operator.EQ
                        ? Optional.empty()
                        : switch (literal.value()) {
                            case String text ->
                                Optional.of(empty.put(sub(attribute, path).name(), text));
                            case Boolean truth ->
                                Optional.of(empty.put(sub(attribute, path).name(), truth));
                            case null, default -> Optional.empty();
                        };
            case Filter.Or or -> Optional.empty();
            case Filter.Not not -> Optional.empty();
            case Filter.Present present -> Optional.empty();
            case Filter.Within within -> Optional.empty();
        };
    }

    private static ScimAttribute sub(ScimAttribute attribute, AttributePath path) {
        return attribute
                .sub(path.attribute())
                .filter(sub -> path.sub() == null && path.schema() == null)
                .orElseThrow(() -> ScimProblems.INVALID_PATH.with(attribute.name() + " has no " + path + "."));
    }

    private static boolean compares(
            Filter.Operator operator, @Nullable JsonNode value, @Nullable Object literal, boolean exact) {
        if (value == null || value.isNull()) {
            return (operator == Filter.Operator.EQ && literal == null)
                    || (operator == Filter.Operator.NE && literal != null);
        }
        return switch (literal) {
            case String text
            when value.isTextual() ->
                compares(operator, exact ? value.asText() : folded(value.asText()), exact ? text : folded(text));
            case String text
            when value.isBoolean() -> compares(operator, value.asText(), text.toLowerCase(Locale.ROOT));
            case Boolean truth -> compares(operator, folded(value.asText()), truth.toString());
            case BigDecimal number -> compares(operator, value.asText(), number.toPlainString());
            case null, default -> operator == Filter.Operator.NE;
        };
    }

    private static boolean compares(Filter.Operator operator, String value, String literal) {
        return switch (operator) {
            case EQ -> value.equals(literal);
            case NE -> !value.equals(literal);
            case CO -> value.contains(literal);
            case SW -> value.startsWith(literal);
            case EW -> value.endsWith(literal);
            case GT -> value.compareTo(literal) > 0;
            case GE -> value.compareTo(literal) >= 0;
            case LT -> value.compareTo(literal) < 0;
            case LE -> value.compareTo(literal) <= 0;
        };
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
