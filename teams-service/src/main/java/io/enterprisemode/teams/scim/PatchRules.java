package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.scim.PatchRequest.Action;
import io.enterprisemode.teams.scim.PatchRequest.Operation;
import io.enterprisemode.teams.scim.ScimAttribute.Mutability;
import io.enterprisemode.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Applies operations of PATCH to a resource in the form in which it is kept (RFC 7644, section 3.5.2). Beside the
 * letter of the RFC it understands what identity providers send: values whose fields are paths
 * ({@code "name.givenName"}), a value for a member of an array that is not there yet ({@code emails[type eq
 * "work"].value}: it is made), values to be removed listed in the value. Members of groups have {@link MemberPatch}.
 * The result is checked afterwards by {@link ResourceRules}.
 */
final class PatchRules {

    private static final String PRIMARY = "primary";
    private static final Set<String> OF_THE_SERVICE = caseless("id", "schemas", "meta");

    private PatchRules() {}

    /** Changes the resource. */
    static void apply(ScimType type, ObjectNode resource, Operation operation) {
        String path = operation.path();
        if (path != null) {
            at(type, resource, operation.action(), FilterParser.parsePath(path), operation.value());
            return;
        }
        JsonNode value = operation.value();
        if (operation.action() == Action.REMOVE) {
            throw ScimProblems.NO_TARGET.with("remove needs a path.");
        }
        if (value == null || !value.isObject()) {
            throw ScimProblems.INVALID_VALUE.with("Without a path the value must be an object.");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Optional<ScimSchema> extension = type.extension(field.getKey());
            if (extension.isPresent()) {
                inExtension(type, resource, operation.action(), extension.get(), field.getValue());
            } else if (!OF_THE_SERVICE.contains(field.getKey()) && isKnown(type, field.getKey())) {
                at(type, resource, operation.action(), FilterParser.parsePath(field.getKey()), field.getValue());
            }
        }
    }

    private static boolean isKnown(ScimType type, String name) {
        String first = name.split("[.\\[]", 2)[0];
        Optional<ScimAttribute> attribute = ScimAttribute.in(type.core().attributes(), first);
        return name.regionMatches(true, 0, "urn:", 0, 4)
                || attribute
                        .filter(known -> known.mutability() == Mutability.READ_WRITE)
                        .isPresent();
    }

    private static void inExtension(
            ScimType type, ObjectNode resource, Action action, ScimSchema extension, JsonNode value) {
        if (!value.isObject()) {
            throw ResourceRules.invalid(extension.id(), "must be an object");
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (ScimAttribute.in(extension.attributes(), field.getKey()).isPresent()) {
                AttributePath path = new AttributePath(extension.id(), field.getKey(), null);
                at(type, resource, action, new PatchPath(path, null, null), field.getValue());
            }
        }
    }

    private static void at(
            ScimType type, ObjectNode resource, Action action, PatchPath path, @Nullable JsonNode value) {
        Optional<ScimSchema> whole = extensionNamedBy(type, path);
        if (whole.isPresent()) {
            if (action == Action.REMOVE) {
                resource.remove(whole.get().id());
            } else if (value != null) {
                inExtension(type, resource, action, whole.get(), value);
            }
            return;
        }
        ScimSchema schema = type.schema(path.attribute().schema()).orElseThrow(() -> unknown(path));
        ScimAttribute attribute = ScimAttribute.in(
                        schema.attributes(), path.attribute().attribute())
                .orElseThrow(() -> unknown(path));
        if (attribute.mutability() == Mutability.READ_ONLY) {
            throw ScimProblems.MUTABILITY.with(attribute.name() + " is written by the service.");
        }
        if (attribute.mutability() == Mutability.WRITE_ONLY) {
            return;
        }
        boolean core = schema.equals(type.core());
        ObjectNode holder = core ? resource : resource.withObjectProperty(schema.id());
        if (attribute.multiValued()) {
            inValues(holder, attribute, action, path, value);
        } else if (path.filter() != null) {
            throw ScimProblems.INVALID_PATH.with(attribute.name() + " has only one value.");
        } else {
            inValue(holder, attribute, action, path.sub(), value);
        }
        if (!core && holder.isEmpty()) {
            resource.remove(schema.id());
        }
    }

    /** A path may be the URN of an extension, which looks like an attribute of a schema. */
    private static Optional<ScimSchema> extensionNamedBy(ScimType type, PatchPath path) {
        String schema = path.attribute().schema();
        return schema == null || path.filter() != null || path.sub() != null
                ? Optional.empty()
                : type.extension(schema + ":" + path.attribute().attribute());
    }

    private static void inValue(
            ObjectNode holder, ScimAttribute attribute, Action action, @Nullable String sub, @Nullable JsonNode value) {
        if (sub == null) {
            if (action == Action.REMOVE || value == null || value.isNull()) {
                holder.remove(attribute.name());
            } else if (attribute.type() == ScimAttribute.Type.COMPLEX) {
                if (!value.isObject()) {
                    if (attribute.sub("value").isEmpty()) {
                        throw ResourceRules.invalid(attribute.name(), "must be an object");
                    }
                    merge(holder.withObjectProperty(attribute.name()), attribute, "value", value);
                    return;
                }
                ObjectNode target = holder.withObjectProperty(attribute.name());
                value.properties().forEach(field -> merge(target, attribute, field.getKey(), field.getValue()));
            } else {
                holder.set(attribute.name(), value);
            }
            return;
        }
        ScimAttribute part = attribute.sub(sub).orElseThrow(() -> unknown(attribute, sub));
        requireWritable(part);
        if (action == Action.REMOVE || value == null || value.isNull()) {
            if (holder.get(attribute.name()) instanceof ObjectNode target) {
                target.remove(part.name());
            }
        } else {
            holder.withObjectProperty(attribute.name()).set(part.name(), value);
        }
    }

    private static void merge(ObjectNode target, ScimAttribute attribute, String name, JsonNode value) {
        attribute
                .sub(name)
                .filter(part -> part.mutability() == Mutability.READ_WRITE)
                .ifPresent(part -> {
                    if (value.isNull()) {
                        target.remove(part.name());
                    } else {
                        target.set(part.name(), value);
                    }
                });
    }

    private static void inValues(
            ObjectNode holder, ScimAttribute attribute, Action action, PatchPath path, @Nullable JsonNode value) {
        List<ObjectNode> values = new ArrayList<>();
        holder.path(attribute.name()).forEach(each -> values.add((ObjectNode) each));
        Set<ObjectNode> before = primaries(values);
        Filter filter = path.filter();
        if (filter != null) {
            ValueFilter.require(filter, attribute);
        }
        if (filter == null && path.sub() == null) {
            whole(values, attribute, action, value);
        } else {
            List<ObjectNode> picked = filter == null
                    ? List.copyOf(values)
                    : values.stream()
                            .filter(ValueFilter.predicate(filter, attribute, CaselessText::folded))
                            .toList();
            if (action == Action.REMOVE && path.sub() == null) {
                Set<ObjectNode> removed = Collections.newSetFromMap(new IdentityHashMap<>());
                removed.addAll(picked);
                values.removeIf(removed::contains);
            } else {
                parts(values, picked, attribute, action, path, value);
            }
        }
        requireFew(values.size(), attribute);
        keepOnePrimary(values, before);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        if (array.isEmpty()) {
            holder.remove(attribute.name());
        } else {
            holder.set(attribute.name(), array);
        }
    }

    private static void whole(
            List<ObjectNode> values, ScimAttribute attribute, Action action, @Nullable JsonNode value) {
        switch (action) {
            case ADD -> {
                Set<ObjectNode> there = new HashSet<>(values);
                canonical(attribute, value).stream().filter(there::add).forEach(values::add);
            }
            case REPLACE -> {
                values.clear();
                values.addAll(canonical(attribute, value));
            }
            case REMOVE -> {
                if (value == null || value.isNull()) {
                    values.clear();
                } else {
                    Set<String> listed = new TreeSet<>();
                    canonical(attribute, value)
                            .forEach(each -> listed.add(each.path("value").asText()));
                    values.removeIf(each -> listed.contains(each.path("value").asText()));
                }
            }
        }
    }

    /** Asked while operations are applied, so that none of them is given more than that to go through. */
    private static void requireFew(int values, ScimAttribute attribute) {
        if (values > ResourceRules.MOST_VALUES) {
            throw ScimProblems.TOO_MANY.with(
                    attribute.name() + " has at most " + ResourceRules.MOST_VALUES + " values.");
        }
    }

    private static List<ObjectNode> canonical(ScimAttribute attribute, @Nullable JsonNode value) {
        List<ObjectNode> values = new ArrayList<>();
        if (value == null || value.isNull()) {
            return values;
        }
        requireFew(value.isArray() ? value.size() : 1, attribute);
        for (JsonNode each :
                value.isArray() ? value : JsonNodeFactory.instance.arrayNode().add(value)) {
            JsonNode object =
                    each.isTextual() ? JsonNodeFactory.instance.objectNode().set("value", each) : each;
            if (ResourceRules.value(attribute, object, attribute.name()) instanceof ObjectNode kept) {
                values.add(kept);
            }
        }
        return values;
    }

    private static void parts(
            List<ObjectNode> values,
            List<ObjectNode> picked,
            ScimAttribute attribute,
            Action action,
            PatchPath path,
            @Nullable JsonNode value) {
        List<ObjectNode> targets = picked;
        Filter filter = path.filter();
        if (targets.isEmpty()) {
            if (action == Action.REMOVE) {
                return;
            }
            ObjectNode made = (filter == null
                            ? Optional.<ObjectNode>empty()
                            : ValueFilter.template(filter, attribute, JsonNodeFactory.instance.objectNode()))
                    .orElseThrow(() -> ScimProblems.NO_TARGET.with("No value of " + attribute.name() + " matches."));
            values.add(made);
            targets = List.of(made);
        }
        String sub = path.sub();
        if (sub != null && action == Action.REMOVE) {
            requireOptional(attribute, attribute.sub(sub).orElseThrow(() -> unknown(attribute, sub)));
        }
        for (ObjectNode target : targets) {
            if (sub == null) {
                if (value == null || !value.isObject()) {
                    throw ResourceRules.invalid(attribute.name(), "must be given an object here");
                }
                value.properties().forEach(field -> merge(target, attribute, field.getKey(), field.getValue()));
                continue;
            }
            ScimAttribute part = attribute.sub(sub).orElseThrow(() -> unknown(attribute, sub));
            requireWritable(part);
            if (action == Action.REMOVE || value == null || value.isNull()) {
                target.remove(part.name());
            } else {
                target.set(part.name(), ResourceRules.value(part, value, attribute.name() + "." + part.name()));
            }
        }
        values.removeIf(ObjectNode::isEmpty);
    }

    private static Set<ObjectNode> primaries(List<ObjectNode> values) {
        Set<ObjectNode> primaries = Collections.newSetFromMap(new IdentityHashMap<>());
        values.stream().filter(each -> each.path(PRIMARY).asBoolean()).forEach(primaries::add);
        return primaries;
    }

    /** A value that becomes primary takes that from the one that was (RFC 7644, section 3.5.2). */
    private static void keepOnePrimary(List<ObjectNode> values, Set<ObjectNode> before) {
        Set<ObjectNode> now = primaries(values);
        if (now.size() > 1 && !before.containsAll(now)) {
            now.stream().filter(before::contains).forEach(each -> each.put(PRIMARY, false));
        }
    }

    /** RFC 7644, section 3.5.2.2: what is required cannot be taken from a value; the value is removed as a whole. */
    private static void requireOptional(ScimAttribute attribute, ScimAttribute part) {
        if (part.required()) {
            throw ScimProblems.MUTABILITY.with(attribute.name() + "." + part.name()
                    + " is required: remove the whole value of " + attribute.name() + ".");
        }
    }

    private static void requireWritable(ScimAttribute part) {
        if (part.mutability() != Mutability.READ_WRITE) {
            throw ScimProblems.MUTABILITY.with(part.name() + " is written by the service.");
        }
    }

    private static ProblemException unknown(PatchPath path) {
        return ScimProblems.INVALID_PATH.with("There is no attribute " + path.attribute() + ".");
    }

    private static ProblemException unknown(ScimAttribute attribute, String sub) {
        return ScimProblems.INVALID_PATH.with(attribute.name() + " has no " + sub + ".");
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }
}
