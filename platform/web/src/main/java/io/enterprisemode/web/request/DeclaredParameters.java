package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that an operation declares: by {@link QueryParam} on its parameters, or on the fields of a
 * {@link BeanParam}, such as the components of a record. Those of a collection or an array may be there several times,
 * any other once. Names count as they are written: {@code Limit} is not {@code limit}.
 */
final class DeclaredParameters {

    /** How many errors are told at once; a query may hold a thousand. */
    private static final int MOST_NAMED = 10;

    /** Whether a parameter may be there several times, by its name, in the order of the declaration. */
    private final Map<String, Boolean> repeatable = new LinkedHashMap<>();

    private final boolean othersIgnored;

    private DeclaredParameters(boolean othersIgnored) {
        this.othersIgnored = othersIgnored;
    }

    /**
     * Those of a method of a resource class.
     *
     * @throws IllegalStateException when nothing is found in a class of parameters: where an application is compiled
     *     ahead of time, one that is not registered for reflection has no fields, and every parameter would be refused
     */
    static DeclaredParameters of(Method operation) {
        DeclaredParameters declared =
                new DeclaredParameters(operation.getDeclaringClass().isAnnotationPresent(IgnoresOtherParameters.class));
        for (Parameter parameter : operation.getParameters()) {
            declared.add(parameter.getAnnotation(QueryParam.class), parameter.getType());
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                declared.addFields(parameter.getType());
            }
        }
        return declared;
    }

    private void add(@Nullable QueryParam declaration, Class<?> type) {
        if (declaration != null) {
            repeatable.put(declaration.value(), type.isArray() || Collection.class.isAssignableFrom(type));
        }
    }

    private void addFields(Class<?> bean) {
        int fields = 0;
        for (Class<?> type = bean; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                fields += field.isSynthetic() ? 0 : 1;
                add(field.getAnnotation(QueryParam.class), field.getType());
                if (field.isAnnotationPresent(BeanParam.class)) {
                    addFields(field.getType());
                }
            }
        }
        if (fields == 0) {
            throw new IllegalStateException(bean.getName() + " has no fields; is it registered for reflection?");
        }
    }

    /**
     * Refuses a query with an undeclared parameter, with a repeated one that may be there once, or with an empty one.
     * An empty parameter would otherwise count as missing, so that the request would ask for more than the caller
     * meant.
     *
     * @param given names and values of the query, each as often as it is there
     * @throws ProblemException a 400 that names them
     */
    void check(List<Map.Entry<String, String>> given) {
        if (othersIgnored) {
            return;
        }
        Set<String> seen = new HashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        Set<String> repeated = new LinkedHashSet<>();
        Set<String> empty = new LinkedHashSet<>();
        for (Map.Entry<String, String> parameter : given) {
            String name = parameter.getKey();
            Boolean severalTimes = repeatable.get(name);
            if (severalTimes == null) {
                unknown.add(name);
            } else if (!seen.add(name) && !severalTimes) {
                repeated.add(name);
            } else if (parameter.getValue().isBlank()) {
                empty.add(name);
            }
        }
        empty.removeAll(repeated);
        List<FieldError> errors = new ArrayList<>();
        unknown.forEach(name -> errors.add(new FieldError(name, notKnown())));
        repeated.forEach(name -> errors.add(new FieldError(name, "is there more than once")));
        empty.forEach(name -> errors.add(new FieldError(name, Parameters.EMPTY)));
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors.subList(0, Math.min(errors.size(), MOST_NAMED)));
        }
    }

    private String notKnown() {
        return repeatable.isEmpty()
                ? "is not a known parameter, there are none here"
                : "is not a known parameter, those are " + String.join(", ", repeatable.keySet());
    }
}
