package io.enterprisemode.testkit.jvm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;

/**
 * Runs static methods such as {@code start()} of a class in the system class loader. Quarkus loads test code once per
 * application it starts, so statics live as long as one application; the system class loader lives as long as the JVM,
 * so what is started there exists once. Only types of the JDK cross the border.
 */
public final class OncePerJvm {

    private OncePerJvm() {}

    /** Settings answered by {@code static synchronized Map<String, String> start()} of the given class. */
    public static Map<String, String> start(Class<?> type) {
        return run(type, "start");
    }

    /** One of the settings answered by {@code start()} of the given class. */
    public static String setting(Class<?> type, String name) {
        return Objects.requireNonNull(start(type).get(name));
    }

    /** Answered by another method of that form. */
    public static Map<String, String> run(Class<?> type, String method) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(system);
        try {
            Method found = Class.forName(type.getName(), true, system).getDeclaredMethod(method);
            found.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, String> settings = (Map<String, String>) found.invoke(null);
            return settings;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(type.getSimpleName() + " could not " + method, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getSimpleName() + " could not " + method, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
