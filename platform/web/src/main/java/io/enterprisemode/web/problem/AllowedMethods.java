package io.enterprisemode.web.problem;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which methods the paths of an application have, as its resources declare them: what {@code Allow} tells (RFC 9110,
 * section 10.2.1). Whatever has GET
 * has HEAD, and every path has OPTIONS.
 */
final class AllowedMethods {

    private static final Pattern SLASHES = Pattern.compile("/+");

    private final Map<Pattern, SortedSet<String>> byPath = new LinkedHashMap<>();

    private AllowedMethods() {}

    /** Of the operations of these classes, which carry {@link Path}. */
    static AllowedMethods of(Collection<Class<?>> resources) {
        Map<String, SortedSet<String>> byTemplate = new LinkedHashMap<>();
        for (Class<?> resource : resources) {
            for (Method operation : resource.getDeclaredMethods()) {
                for (Annotation annotation : operation.getAnnotations()) {
                    HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
                    if (method != null) {
                        byTemplate
                                .computeIfAbsent(template(resource, operation), path -> new TreeSet<>())
                                .add(method.value());
                    }
                }
            }
        }
        AllowedMethods allowed = new AllowedMethods();
        byTemplate.forEach((template, methods) -> allowed.byPath.put(pattern(template), methods));
        return allowed;
    }

    private static String template(Class<?> resource, Method operation) {
        Path ofClass = resource.getAnnotation(Path.class);
        Path ofMethod = operation.getAnnotation(Path.class);
        return segments(
                "/" + (ofClass == null ? "" : ofClass.value()) + "/" + (ofMethod == null ? "" : ofMethod.value()));
    }

    private static String segments(String path) {
        String single = SLASHES.matcher(path).replaceAll("/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    /** A parameter of a template is a whole segment. */
    private static Pattern pattern(String template) {
        return Pattern.compile(Arrays.stream(template.split("/", -1))
                .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/")));
    }

    /** The methods of a path, in alphabetical order; none where there is nothing. */
    SortedSet<String> of(String path) {
        String asked = segments(path);
        SortedSet<String> methods = new TreeSet<>();
        byPath.forEach((pattern, declared) -> {
            if (pattern.matcher(asked).matches()) {
                methods.addAll(declared);
            }
        });
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
