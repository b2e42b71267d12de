package io.enterprisemode.testkit.embedded;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * Runs the static method {@code start()} of a class in the system class loader. Quarkus loads test code once per application it
 * starts, so statics live as long as one application; the system class loader lives as long as the JVM, so what is
 * started there exists once. Only types of the JDK cross the border.
 */
final class Once {

    private Once() {}

    /** Settings answered by {@code static synchronized Map<String, String> start()} of the given class. */
    static Map<String, String> start(Class<?> type) {
        ClassLoader system = ClassLoader.getSystemClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(system);
        try {
            Method start = Class.forName(type.getName(), true, system).getDeclaredMethod("start");
            start.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, String> settings = (Map<String, String>) start.invoke(null);
            return settings;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Could not start " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Could not start " + type.getSimpleName(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
