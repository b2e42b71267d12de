package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which attributes an answer holds (RFC 7644, section 3.9): those asked for, or all but those excluded; {@code schemas}
 * and {@code id} always. Names of attributes nobody knows are passed over.
 */
final class Projection {

    /** Names at most. */
    static final int MOST = 50;

    private static final Set<String> ALWAYS = Set.of("schemas", "id");

    private final List<AttributePath> only;
    private final List<AttributePath> excluded;

    private Projection(List<AttributePath> only, List<AttributePath> excluded) {
        this.only = List.copyOf(only);
        this.excluded = List.copyOf(excluded);
    }

    static Projection of(@Nullable String attributes, @Nullable String excludedAttributes) {
        return new Projection(paths(attributes), paths(excludedAttributes));
    }

    private static List<AttributePath> paths(@Nullable String names) {
        List<AttributePath> paths = new ArrayList<>();
        if (names == null || names.isBlank()) {
            return paths;
        }
        String[] parts = names.split(",", -1);
        if (parts.length > MOST) {
            throw ScimProblems.TOO_MANY.with("At most " + MOST + " attributes can be named.");
        }
        for (String part : parts) {
            AttributePath.parse(part.strip()).ifPresent(paths::add);
        }
        return paths;
    }

    /** Whether the attribute can be in an answer; what cannot need not be read. */
    boolean holds(String attribute) {
        boolean named = only.isEmpty()
                || only.stream().anyMatch(path -> path.attribute().equalsIgnoreCase(attribute));
        return named
                && excluded.stream()
                        .noneMatch(
                                path -> path.sub() == null && path.attribute().equalsIgnoreCase(attribute));
    }

    /** Takes what is not wanted out of a resource. */
    ObjectNode applyTo(ScimType type, ObjectNode resource) {
        if (!only.isEmpty()) {
            List<String> names = new ArrayList<>();
            resource.fieldNames().forEachRemaining(names::add);
            names.stream().filter(name -> !ALWAYS.contains(name)).forEach(name -> narrow(type, resource, name));
        }
        for (AttributePath path : excluded) {
            exclude(type, resource, path);
        }
        return resource;
    }

    private void narrow(ScimType type, ObjectNode resource, String name) {
        boolean extension = type.extension(name).isPresent();
        Set<String> subs = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (AttributePath path : only) {
            String schema = path.schema();
            boolean whole = extension
                    ? schema != null && name.equalsIgnoreCase(schema + ":" + path.attribute())
                    : isOfCore(type, path) && path.attribute().equalsIgnoreCase(name) && path.sub() == null;
            if (whole) {
                return;
            }
            if (extension && name.equalsIgnoreCase(schema)) {
                subs.add(path.attribute());
            } else if (!extension && isOfCore(type, path) && path.attribute().equalsIgnoreCase(name)) {
                subs.add(String.valueOf(path.sub()));
            }
        }
        if (subs.isEmpty()) {
            resource.remove(name);
        } else {
            retain(resource.path(name), subs);
        }
    }

    private static boolean isOfCore(ScimType type, AttributePath path) {
        return path.schema() == null || type.core().id().equalsIgnoreCase(path.schema());
    }

    private static void retain(JsonNode value, Set<String> subs) {
        if (value instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream().filter(name -> !subs.contains(name)).forEach(object::remove);
        } else {
            value.forEach(each -> retain(each, subs));
        }
    }

    private static void exclude(ScimType type, ObjectNode resource, AttributePath path) {
        List<String> names = new ArrayList<>();
        resource.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (ALWAYS.contains(name)) {
                continue;
            }
            String schema = path.schema();
            String sub = path.sub();
            if (type.extension(name).isPresent()) {
                if (schema != null && name.equalsIgnoreCase(schema + ":" + path.attribute())) {
                    resource.remove(name);
                } else if (name.equalsIgnoreCase(schema)) {
                    remove(resource.path(name), path.attribute());
                }
            } else if (isOfCore(type, path) && path.attribute().equalsIgnoreCase(name)) {
                if (sub == null) {
                    resource.remove(name);
                } else {
                    remove(resource.path(name), sub);
                }
            }
        }
    }

    private static void remove(JsonNode value, String sub) {
        if (value instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.stream().filter(sub::equalsIgnoreCase).forEach(object::remove);
        } else {
            value.forEach(each -> remove(each, sub));
        }
    }
}
