package io.enterprisemode.web.access;

import io.enterprisemode.web.http.Resources;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.annotation.Annotation;
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
        Resources.classes().forEach(resource -> missing.addAll(undeclared(resource)));
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "operations without one access declaration (@Requires, @RequiresInstallation,"
                            + " @SignedIn or @Public): " + String.join(", ", missing));
        }
    }

    /** The operations of a resource class that do not carry exactly one declaration, as {@code Class.method}. */
    static List<String> undeclared(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .filter(Resources::isOperation)
                .filter(method -> DECLARATIONS.stream()
                                .filter(method::isAnnotationPresent)
                                .count()
                        != 1)
                .map(method -> resource.getSimpleName() + "." + method.getName())
                .sorted()
                .toList();
    }
}
