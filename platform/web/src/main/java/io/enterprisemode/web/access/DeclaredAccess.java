package io.enterprisemode.web.access;

import io.quarkus.arc.Arc;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Refuses to start an application that has an operation without exactly one access declaration. */
@ApplicationScoped
public class DeclaredAccess {

    private static final List<Class<? extends Annotation>> DECLARATIONS =
            List.of(Public.class, SignedIn.class, Requires.class, RequiresInstallation.class);

    void check(@Observes StartupEvent started) {
        List<String> missing = new ArrayList<>();
        for (Bean<?> bean : Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
                missing.addAll(undeclared(bean.getBeanClass()));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "operations without one access declaration (@Requires, @RequiresInstallation,"
                            + " @SignedIn or @Public): " + String.join(", ", missing));
        }
    }

    /** The operations of a resource class that do not carry exactly one declaration, as {@code Class.method}. */
    static List<String> undeclared(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .filter(DeclaredAccess::isOperation)
                .filter(method -> DECLARATIONS.stream()
                                .filter(method::isAnnotationPresent)
                                .count()
                        != 1)
                .map(method -> resource.getSimpleName() + "." + method.getName())
                .sorted()
                .toList();
    }

    private static boolean isOperation(Method method) {
        return Arrays.stream(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }
}
