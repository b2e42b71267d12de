package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.web.problem.ProblemException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Whether a filter in the path of a PATCH picks one value of a multi-valued attribute. */
final class ValueFilter {

    private ValueFilter() {}

    /**
     * Whether a value fulfils the filter. What values are compared with is folded once, however many there are.
     *
     * @param attribute whose sub-attributes the filter may name
     * @param form brings a text of a value into the form in which texts are compared where case does not count
     * @throws ProblemException scim-invalid-path, when it names another one
     */
    static Predicate<JsonNode> predicate(Filter filter, ScimAttribute attribute, UnaryOperator<String> form) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) ->
                predicate(left, attribute, form).and(predicate(right, attribute, form));
            case Filter.Or(Filter left, Filter right) ->
                predicate(left, attribute, form).or(predicate(right, attribute, form));
            case Filter.Not(Filter inner) -> predicate(inner, attribute, form).negate();
            case Filter.Present(AttributePath path) -> {
                String name = sub(attribute, path).name();
                yield value -> value.hasNonNull(name);
            }
            case Filter.Compare(AttributePath path, Filter.Operator operator, Literal literal) ->
                comparison(operator, sub(attribute, path), literal.value(), form);
            case Filter.Within within -> throw noParts(within);
        };
    }

    private static Predicate<JsonNode> comparison(
            Filter.Operator operator, ScimAttribute sub, @Nullable Object literal, UnaryOperator<String> form) {
        String name = sub.name();
        if (literal == null) {
            return switch (operator) {
                case EQ -> value -> !value.hasNonNull(name);
                case NE -> value -> value.hasNonNull(name);
                case CO, SW, EW, GT, GE, LT, LE -> value -> false;
            };
        }
        String text = String.valueOf(literal);
        String wanted = sub.caseExact() ? text : CaselessText.folded(text);
        return value -> {
            if (!value.hasNonNull(name)) {
                return operator == Filter.Operator.NE;
            }
            String part = value.path(name).asText();
            return compares(operator, sub.caseExact() ? part : form.apply(part), wanted);
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

    /**
     * Refuses a filter that could match no value at all, whatever there is: a truth value compared with a text, a text
     * with a number.
     *
     * @throws ProblemException scim-invalid-path, when it names another attribute, or scim-invalid-filter
     */
    static void require(Filter filter, ScimAttribute attribute) {
        switch (filter) {
            case Filter.And(Filter left, Filter right) -> {
                require(left, attribute);
                require(right, attribute);
            }
            case Filter.Or(Filter left, Filter right) -> {
                require(left, attribute);
                require(right, attribute);
            }
            case Filter.Not(Filter inner) -> require(inner, attribute);
            case Filter.Present(AttributePath path) -> sub(attribute, path);
            case Filter.Compare(AttributePath path, Filter.Operator operator, Literal literal) -> {
                if (!isComparable(sub(attribute, path), operator, literal.value())) {
                    throw ScimProblems.INVALID_FILTER.with(attribute.name() + "." + path + " does not compare by "
                            + operator.name().toLowerCase(Locale.ROOT) + " with this.");
                }
            }
            case Filter.Within within -> throw noParts(within);
        }
    }

    private static boolean isComparable(ScimAttribute sub, Filter.Operator operator, @Nullable Object literal) {
        boolean equality = operator == Filter.Operator.EQ || operator == Filter.Operator.NE;
        return switch (literal) {
            case null -> equality;
            case String text
            when sub.type() == ScimAttribute.Type.BOOLEAN ->
                equality && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
            case String text -> true;
            case Boolean truth -> equality && sub.type() == ScimAttribute.Type.BOOLEAN;
            default -> false;
        };
    }

    private static ProblemException noParts(Filter.Within within) {
        return ScimProblems.INVALID_PATH.with(within.path() + " has no values with parts here.");
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
}
