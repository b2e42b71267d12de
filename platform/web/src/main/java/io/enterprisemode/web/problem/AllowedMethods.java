package io.enterprisemode.web.problem;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The methods of an application's paths, as its resources declare them, for {@code Allow} (RFC 9110, section 10.2.1),
 * and the formats that PATCH accepts. A path with GET also has HEAD, and every path has OPTIONS. A path has the methods
 * of every template that it fits, as REST looks for a template among those of the method that is asked for.
 */
final class AllowedMethods {

    /** The field that names the formats of PATCH (RFC 5789, section 3.1). */
    static final String ACCEPT_PATCH = "Accept-Patch";

    private static final Pattern SLASHES = Pattern.compile("/+");

    /** What the operations of one template have in common. */
    private static final class Operations {

        private final SortedSet<String> methods = new TreeSet<>();
        private final SortedSet<String> patches = new TreeSet<>();
    }

    private final Map<Pattern, Operations> byPath = new LinkedHashMap<>();
    private final List<Pattern> covered = new ArrayList<>();

    private AllowedMethods() {}

    /** Of the operations of these classes, which carry {@link Path}. */
    static AllowedMethods of(Collection<Class<?>> resources) {
        AllowedMethods allowed = new AllowedMethods();
        Map<String, Operations> byTemplate = new LinkedHashMap<>();
        for (Class<?> resource : resources) {
            allowed.covered.add(
                    Pattern.compile(expression(template(resource.getAnnotation(Path.class), null)) + "(/.*)?"));
            for (Method operation : resource.getDeclaredMethods()) {
                for (Annotation annotation : operation.getAnnotations()) {
                    HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (method != null) {
                        Operations operations = byTemplate.computeIfAbsent(
                                template(resource.getAnnotation(Path.class), operation.getAnnotation(Path.class)),
                                path -> new Operations());
                        operations.methods.add(method.value());
                        if (method.value().equals(HttpMethod.PATCH)) {
                            operations.patches.addAll(formats(resource, operation));
                        }
                    }
                }
            }
        }
        byTemplate.forEach(
                (template, operations) -> allowed.byPath.put(Pattern.compile(expression(template)), operations));
        return allowed;
    }

    private static List<String> formats(Class<?> resource, Method operation) {
        Consumes ofMethod = operation.getAnnotation(Consumes.class);
        Consumes consumes = ofMethod == null ? resource.getAnnotation(Consumes.class) : ofMethod;
        return consumes == null ? List.of() : List.of(consumes.value());
    }

    private static String template(@Nullable Path ofClass, @Nullable Path ofMethod) {
        return segments(
                "/" + (ofClass == null ? "" : ofClass.value()) + "/" + (ofMethod == null ? "" : ofMethod.value()));
    }

    private static String segments(String path) {
        String single = SLASHES.matcher(path).replaceAll("/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    /** A parameter of a template is a whole segment. */
    private static String expression(String template) {
        return Arrays.stream(template.split("/", -1))
                .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
    }

    /** The methods of a path, in alphabetical order; none where there is nothing. */
    SortedSet<String> of(String path) {
        SortedSet<String> methods = new TreeSet<>();
        fitting(path).forEach(operations -> methods.addAll(operations.methods));
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    /** The media types that PATCH takes there, in alphabetical order; none where it is not to be had. */
    SortedSet<String> patchesOf(String path) {
        SortedSet<String> formats = new TreeSet<>();
        fitting(path).forEach(operations -> formats.addAll(operations.patches));
        return formats;
    }

    private List<Operations> fitting(String path) {
        String asked = segments(path);
        List<Operations> found = new ArrayList<>();
        byPath.forEach((pattern, operations) -> {
            if (pattern.matcher(asked).matches()) {
                found.add(operations);
            }
        });
        return found;
    }

    /**
     * Whether the path is that of a class or lies below it, so that REST takes it for one of its own, whether or not
     * there is something.
     */
    boolean covers(String path) {
        String asked = segments(path);
        return covered.stream().anyMatch(pattern -> pattern.matcher(asked).matches());
    }
}
