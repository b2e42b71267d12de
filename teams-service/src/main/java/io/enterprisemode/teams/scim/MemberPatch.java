package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.teams.scim.Filter.Operator;
import io.enterprisemode.teams.scim.PatchRequest.Action;
import io.enterprisemode.teams.scim.PatchRequest.Operation;
import io.enterprisemode.web.problem.ProblemException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group while the operations of a PATCH are applied. They are kept by id, so that an operation costs
 * what it names and not what the group holds, and compared as ids: neither upper case nor the form of {@code $ref}
 * hides anybody. Members are only added and removed as a whole, because their sub-attributes are immutable (RFC 7643).
 */
final class MemberPatch {

    private static final ScimAttribute MEMBERS = ScimAttribute.in(ScimSchema.GROUP.attributes(), GroupMembers.ATTRIBUTE)
            .orElseThrow();
    private static final String VALUE = "value";
    private static final String REFERENCE = "$ref";
    private static final String DISPLAY = "display";

    private final Map<UUID, String> names;

    /** The members as filters see them, made when the first filter looks. */
    private final Map<UUID, ObjectNode> shown = new HashMap<>();

    /**
     * @param names the members by id, with the names by which filters may pick them; empty texts where
     *     {@link #needsNames} is false
     */
    MemberPatch(Map<UUID, String> names) {
        this.names = new LinkedHashMap<>(names);
    }

    /** Whether a filter of the request picks members by their names. */
    static boolean needsNames(PatchRequest request) {
        return request.operations().stream().anyMatch(MemberPatch::namesDisplay);
    }

    private static boolean namesDisplay(Operation operation) {
        String path = operation.path();
        if (path != null) {
            return namesDisplay(path);
        }
        JsonNode value = operation.value();
        return value != null && value.properties().stream().anyMatch(field -> namesDisplay(field.getKey()));
    }

    private static boolean namesDisplay(String path) {
        if (path.indexOf('[') < 0 || !mayNameMembers(path)) {
            return false;
        }
        try {
            PatchPath parsed = FilterParser.parsePath(path);
            Filter filter = parsed.filter();
            return filter != null && isMembers(parsed) && namesDisplay(filter);
        } catch (ProblemException e) {
            return false; // what is no path is refused when it is applied
        }
    }

    private static boolean namesDisplay(Filter filter) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) -> namesDisplay(left) || namesDisplay(right);
            case Filter.Or(Filter left, Filter right) -> namesDisplay(left) || namesDisplay(right);
            case Filter.Not(Filter inner) -> namesDisplay(inner);
            case Filter.Present(AttributePath path) -> path.key().equals(DISPLAY);
            case Filter.Compare compare -> compare.path().key().equals(DISPLAY);
            case Filter.Within within -> false;
        };
    }

    /** The members after all operations so far. */
    Set<UUID> members() {
        return new LinkedHashSet<>(names.keySet());
    }

    /** Applies the part of the operation about members here, and the rest to the resource, which has no members. */
    void apply(ObjectNode resource, Operation operation) {
        String path = operation.path();
        if (path != null) {
            PatchPath parsed = FilterParser.parsePath(path);
            if (isMembers(parsed)) {
                apply(operation.action(), parsed, operation.value());
            } else {
                PatchRules.apply(ScimType.GROUP, resource, operation);
            }
            return;
        }
        JsonNode value = operation.value();
        if (operation.action() == Action.REMOVE || value == null || !value.isObject()) {
            PatchRules.apply(ScimType.GROUP, resource, operation);
            return;
        }
        ObjectNode others = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (mayNameMembers(field.getKey()) && isMembers(FilterParser.parsePath(field.getKey()))) {
                apply(operation.action(), FilterParser.parsePath(field.getKey()), field.getValue());
            } else {
                others.set(field.getKey(), field.getValue());
            }
        }
        PatchRules.apply(ScimType.GROUP, resource, new Operation(operation.action(), null, others));
    }

    private static boolean mayNameMembers(String name) {
        return name.toLowerCase(Locale.ROOT).contains(GroupMembers.ATTRIBUTE);
    }

    private static boolean isMembers(PatchPath path) {
        String schema = path.attribute().schema();
        return path.attribute().attribute().equalsIgnoreCase(GroupMembers.ATTRIBUTE)
                && (schema == null || schema.equalsIgnoreCase(ScimSchema.GROUP.id()));
    }

    private void apply(Action action, PatchPath path, @Nullable JsonNode value) {
        String sub = path.sub();
        if (sub != null) {
            String part = MEMBERS.sub(sub)
                    .orElseThrow(() -> ScimProblems.INVALID_PATH.with("members has no " + sub + "."))
                    .name();
            throw ScimProblems.MUTABILITY.with(
                    "members." + part + " is given with a member and stays: members are added and removed whole.");
        }
        Filter filter = path.filter();
        if (filter != null) {
            pick(action, filter);
            return;
        }
        switch (action) {
            case ADD -> GroupMembers.in(value).forEach(id -> names.putIfAbsent(id, ""));
            case REPLACE -> {
                Set<UUID> wanted = GroupMembers.in(value);
                names.keySet().retainAll(wanted);
                wanted.forEach(id -> names.putIfAbsent(id, ""));
            }
            case REMOVE -> {
                if (value == null || value.isNull()) {
                    names.clear();
                } else {
                    GroupMembers.in(value).forEach(names::remove);
                }
            }
        }
    }

    private void pick(Action action, Filter filter) {
        Filter known = comparingIds(filter);
        ValueFilter.require(known, MEMBERS);
        Set<UUID> picked = picked(known);
        if (action == Action.REMOVE) {
            names.keySet().removeAll(picked);
        } else if (picked.isEmpty()) {
            throw ScimProblems.NO_TARGET.with("No value of members matches.");
        } else {
            throw ScimProblems.MUTABILITY.with("Members are added and removed whole, not changed.");
        }
    }

    private Set<UUID> picked(Filter filter) {
        if (filter instanceof Filter.Compare(AttributePath path, Operator operator, Literal literal)
                && operator == Operator.EQ
                && literal.value() instanceof String text
                && path.key().equals(VALUE)) {
            UUID id = UUID.fromString(text);
            return names.containsKey(id) ? Set.of(id) : Set.of();
        }
        Predicate<JsonNode> fulfils = ValueFilter.predicate(filter, MEMBERS, UnaryOperator.identity());
        Set<UUID> picked = new LinkedHashSet<>();
        names.forEach((id, name) -> {
            if (fulfils.test(shown.computeIfAbsent(id, ignored -> folded(id, name)))) {
                picked.add(id);
            }
        });
        return picked;
    }

    /** As a member is shown, in the form in which texts are compared: folded once, however often it is looked at. */
    private static ObjectNode folded(UUID id, String name) {
        ObjectNode member = GroupMembers.shown(id, name);
        for (ScimAttribute part : MEMBERS.subAttributes()) {
            if (!part.caseExact() && member.hasNonNull(part.name())) {
                member.put(
                        part.name(),
                        CaselessText.folded(member.path(part.name()).asText()));
            }
        }
        return member;
    }

    /** The filter with ids and addresses in the one form in which they are kept. */
    private static Filter comparingIds(Filter filter) {
        return switch (filter) {
            case Filter.And(Filter left, Filter right) -> new Filter.And(comparingIds(left), comparingIds(right));
            case Filter.Or(Filter left, Filter right) -> new Filter.Or(comparingIds(left), comparingIds(right));
            case Filter.Not(Filter inner) -> new Filter.Not(comparingIds(inner));
            case Filter.Present present -> present;
            case Filter.Within within -> within;
            case Filter.Compare compare ->
                switch (compare.path().key()) {
                    case VALUE -> new Filter.Compare(compare.path(), compare.operator(), id(compare));
                    case REFERENCE -> new Filter.Compare(compare.path(), compare.operator(), reference(compare));
                    default -> compare;
                };
        };
    }

    private static Literal id(Filter.Compare compare) {
        return new Literal(idIn(compare, text(compare)).toString());
    }

    /** Addresses are told relative to the origin, so what stands before the path is passed over. */
    private static Literal reference(Filter.Compare compare) {
        String text = text(compare);
        String path = ScimType.USER.location("");
        int start = text.indexOf(path);
        if (start < 0) {
            throw misfit(compare);
        }
        UUID id = idIn(compare, text.substring(start + path.length()));
        return new Literal(ScimType.USER.location(id.toString()));
    }

    private static UUID idIn(Filter.Compare compare, String text) {
        return ScimId.parse(text).orElseThrow(() -> misfit(compare));
    }

    private static String text(Filter.Compare compare) {
        return switch (compare.operator()) {
            case EQ, NE -> {
                if (compare.literal().value() instanceof String text) {
                    yield text;
                }
                throw misfit(compare);
            }
            case CO, SW, EW, GT, GE, LT, LE -> throw misfit(compare);
        };
    }

    private static ProblemException misfit(Filter.Compare compare) {
        return ScimProblems.INVALID_FILTER.with(
                "members." + compare.path() + " compares by eq and ne with the id or address of a user.");
    }
}
