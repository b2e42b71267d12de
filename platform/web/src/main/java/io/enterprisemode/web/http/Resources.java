package io.enterprisemode.web.http;

import io.quarkus.arc.Arc;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The classes whose methods are the operations of this application. */
public final class Resources {

    private Resources() {}

    /** All beans that carry {@link Path}. */
    public static List<Class<?>> classes() {
        List<Class<?>> resources = new ArrayList<>();
        for (Bean<?> bean : Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
                resources.add(bean.getBeanClass());
            }
        }
        return resources;
    }

    /** The operations of all {@link #classes}. */
    public static List<Method> operations() {
        return classes().stream()
                .flatMap(resource -> Arrays.stream(resource.getDeclaredMethods()))
                .filter(Resources::isOperation)
                .toList();
    }

    /** Whether a method of a resource class is an operation. */
    public static boolean isOperation(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
