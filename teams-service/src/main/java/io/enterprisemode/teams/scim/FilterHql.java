package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.teams.scim.Filter.Operator;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a condition of a query. Only names from a fixed list and numbers of parameters get into its text;
 * literals are parameters. Every comparison is true or false, never unknown, so that {@code not} is its exact opposite;
 * a missing value equals nothing. A literal that no value of the attribute can be compared with, such as a malformed
 * id, is refused instead of finding nothing.
 *
 * @param condition to be put behind {@code and}
 * @param parameters from the first number on
 */
record FilterHql(String condition, List<Object> parameters) {

    private static final String ALWAYS = "1 = 1";

    private static final Map<String, Column> USER = Map.ofEntries(
            Map.entry("id", new Column.Id("u.id")),
            Map.entry("username", new Column.Text("u.userNameFolded", ComparisonForm::userName, false)),
            Map.entry("externalid", new Column.Text("u.externalId", UnaryOperator.identity(), true)),
            Map.entry("displayname", new Column.Text("u.displayNameFolded", UnaryOperator.identity(), false)),
            Map.entry("active", new Column.Truth("u.active")),
            Map.entry(
                    "emails",
                    new Column.Many(
                            "ScimUserEmail e where e.organizationId = u.organizationId and e.userId = u.id",
                            Map.of(
                                    "value", new Column.Text("e.addressFolded", ComparisonForm::address, false),
                                    "type",
                                            new Column.Text(
                                                    "cast(folded(e.type) as string)", UnaryOperator.identity(), false),
                                    "primary", new Column.Truth("e.primary")))),
            Map.entry(
                    "groups",
                    new Column.Many(
                            "ScimGroupMember m where m.organizationId = u.organizationId and m.userId = u.id",
                            Map.of("value", new Column.Id("m.groupId")))),
            Map.entry("meta.created", new Column.Time("u.createdAt")),
            Map.entry("meta.lastmodified", new Column.Time("u.changedAt")));

    private static final Map<String, Column> GROUP = Map.of(
            "id", new Column.Id("t.id"),
            "displayname", new Column.Text("t.nameFolded", UnaryOperator.identity(), false),
            "externalid", new Column.Text("g.externalId", UnaryOperator.identity(), true),
            "members",
                    new Column.Many(
                            "ScimGroupMember m where m.organizationId = t.organizationId and m.groupId = t.id",
                            Map.of("value", new Column.Id("m.userId"))),
            "meta.created", new Column.Time("t.createdAt"),
            "meta.lastmodified", new Column.Time("t.changedAt"));

    FilterHql {
        parameters = List.copyOf(parameters);
    }

    /** What an attribute is in the query. */
    private sealed interface Column {

        /**
         * A text.
         *
         * @param form what is done with a whole text that it is compared with
         * @param exact false: it is folded, and what it is compared with must be
         */
        record Text(String hql, UnaryOperator<String> form, boolean exact) implements Column {}

        record Truth(String hql) implements Column {}

        record Time(String hql) implements Column {}

        record Id(String hql) implements Column {}

        /** Several values in rows of their own; its {@code value} stands for it. */
        record Many(String rows, Map<String, Column> parts) implements Column {}
    }

    /**
     * The condition for a filter.
     *
     * @param first number of its first parameter
     * @throws ProblemException scim-invalid-filter, for what cannot be asked for
     */
    static FilterHql of(ScimType type, @Nullable String filter, int first) {
        if (filter == null || filter.isBlank()) {
            return new FilterHql(ALWAYS, List.of());
        }
        Writer writer = new Writer(type, first);
        String condition = writer.write(FilterParser.parse(filter), columns(type), null);
        return new FilterHql(condition, writer.parameters);
    }

    private static Map<String, Column> columns(ScimType type) {
        return switch (type) {
            case USER -> USER;
            case GROUP -> GROUP;
        };
    }

    private static final class Writer {

        private final ScimType type;
        private final int first;
        private final List<Object> parameters = new ArrayList<>();

        Writer(ScimType type, int first) {
            this.type = type;
            this.first = first;
        }

        /** @param within the attribute whose sub-attributes the filter names; null: it names attributes */
        private String write(Filter filter, Map<String, Column> columns, @Nullable String within) {
            return switch (filter) {
                case Filter.And(Filter left, Filter right) ->
                    "(" + write(left, columns, within) + " and " + write(right, columns, within) + ")";
                case Filter.Or(Filter left, Filter right) ->
                    "(" + write(left, columns, within) + " or " + write(right, columns, within) + ")";
                case Filter.Not(Filter inner) -> "not (" + write(inner, columns, within) + ")";
                case Filter.Present(AttributePath path) -> present(column(path, columns, within));
                case Filter.Compare(AttributePath path, Operator operator, Literal literal) ->
                    compare(column(path, columns, within), operator, literal.value(), path);
                case Filter.Within(AttributePath path, Filter inner) -> {
                    if (within == null && column(path, columns, null) instanceof Column.Many many) {
                        yield exists(many, write(inner, many.parts(), path.toString()));
                    }
                    throw unsupported(path, columns);
                }
            };
        }

        private Column column(AttributePath path, Map<String, Column> columns, @Nullable String within) {
            boolean ofType = path.schema() == null || type.core().id().equalsIgnoreCase(path.schema());
            Column whole = columns.get(path.key());
            if (ofType && whole != null) {
                return whole;
            }
            Column many = columns.get(path.attribute().toLowerCase(Locale.ROOT));
            String sub = path.sub();
            if (ofType
                    && within == null
                    && sub != null
                    && many instanceof Column.Many(String rows, Map<String, Column> parts)) {
                Column part = parts.get(sub.toLowerCase(Locale.ROOT));
                if (part != null) {
                    return new Column.Many(rows, Map.of("value", part));
                }
            }
            throw unsupported(path, columns);
        }

        private static ProblemException unsupported(AttributePath path, Map<String, Column> columns) {
            return ScimProblems.INVALID_FILTER.with("Nothing can be found by " + path + ", only by "
                    + columns.keySet().stream().sorted().collect(Collectors.joining(", ")) + ".");
        }

        private static String exists(Column.Many many, String condition) {
            return "exists (select 1 from " + many.rows() + " and " + condition + ")";
        }

        private static String present(Column column) {
            return switch (column) {
                case Column.Text text -> text.hql() + " is not null";
                case Column.Truth(String hql) -> hql + " is not null";
                case Column.Time(String hql) -> hql + " is not null";
                case Column.Id(String hql) -> hql + " is not null";
                case Column.Many many -> {
                    Column value = many.parts().get("value");
                    yield exists(many, value == null ? ALWAYS : present(value));
                }
            };
        }

        private String compare(Column column, Operator operator, @Nullable Object literal, AttributePath path) {
            if (literal == null) {
                return switch (operator) {
                    case EQ -> "not (" + present(column) + ")";
                    case NE -> present(column);
                    case CO, SW, EW, GT, GE, LT, LE -> throw misfit(path, operator);
                };
            }
            return switch (column) {
                case Column.Text text -> text(text, operator, literal, path);
                case Column.Truth(String hql) -> truth(hql, operator, literal, path);
                case Column.Time(String hql) -> time(hql, operator, literal, path);
                case Column.Id(String hql) -> id(hql, operator, literal, path);
                case Column.Many many -> {
                    Column value = many.parts().get("value");
                    if (value == null) {
                        throw misfit(path, operator);
                    }
                    yield exists(many, compare(value, operator, literal, path));
                }
            };
        }

        private String text(Column.Text column, Operator operator, Object literal, AttributePath path) {
            if (!(literal instanceof String text)) {
                throw misfit(path, operator);
            }
            String hql = column.hql();
            return switch (operator) {
                case EQ -> notNull(hql, hql + " = " + whole(column, text));
                case NE -> "(" + hql + " is null or " + hql + " <> " + whole(column, text) + ")";
                case CO -> notNull(hql, "locate(" + part(column, text) + ", " + hql + ") > 0");
                case SW -> {
                    String part = part(column, text);
                    yield notNull(hql, "left(" + hql + ", length(" + part + ")) = " + part);
                }
                case EW -> {
                    String part = part(column, text);
                    yield notNull(hql, "right(" + hql + ", length(" + part + ")) = " + part);
                }
                case GT -> notNull(hql, hql + " > " + whole(column, text));
                case GE -> notNull(hql, hql + " >= " + whole(column, text));
                case LT -> notNull(hql, hql + " < " + whole(column, text));
                case LE -> notNull(hql, hql + " <= " + whole(column, text));
            };
        }

        private String whole(Column.Text column, String text) {
            return part(column, column.form().apply(text));
        }

        private String part(Column.Text column, String text) {
            String parameter = "cast(" + parameter(text) + " as string)";
            return column.exact() ? parameter : "cast(folded(" + parameter + ") as string)";
        }

        private static String notNull(String hql, String condition) {
            return "(" + hql + " is not null and " + condition + ")";
        }

        private String truth(String hql, Operator operator, Object literal, AttributePath path) {
            boolean value =
                    switch (String.valueOf(literal).toLowerCase(Locale.ROOT)) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw misfit(path, operator);
                    };
            return switch (operator) {
                case EQ -> hql + " = " + parameter(value);
                case NE -> hql + " <> " + parameter(value);
                case CO, SW, EW, GT, GE, LT, LE -> throw misfit(path, operator);
            };
        }

        private String time(String hql, Operator operator, Object literal, AttributePath path) {
            Instant instant = instant(String.valueOf(literal)).orElseThrow(() -> misfit(path, operator));
            return switch (operator) {
                case EQ -> hql + " = " + parameter(instant);
                case NE -> hql + " <> " + parameter(instant);
                case GT -> hql + " > " + parameter(instant);
                case GE -> hql + " >= " + parameter(instant);
                case LT -> hql + " < " + parameter(instant);
                case LE -> hql + " <= " + parameter(instant);
                case CO, SW, EW -> throw misfit(path, operator);
            };
        }

        private static Optional<Instant> instant(String text) {
            try {
                Instant instant = Rfc3339.parse(text);
                boolean storable =
                        !instant.isBefore(Instant.EPOCH) && instant.isBefore(Instant.parse("9999-12-31T00:00:00Z"));
                return storable ? Optional.of(instant) : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        private String id(String hql, Operator operator, Object literal, AttributePath path) {
            UUID id = ScimId.parse(String.valueOf(literal)).orElseThrow(() -> misfit(path, operator));
            return switch (operator) {
                case EQ -> hql + " = " + parameter(id);
                case NE -> hql + " <> " + parameter(id);
                case CO, SW, EW, GT, GE, LT, LE -> throw misfit(path, operator);
            };
        }

        private static ProblemException misfit(AttributePath path, Operator operator) {
            return ScimProblems.INVALID_FILTER.with(
                    path + " does not compare by " + operator.name().toLowerCase(Locale.ROOT) + " with this.");
        }

        private String parameter(Object value) {
            parameters.add(value);
            return "?" + (first + parameters.size() - 1);
        }
    }
}
