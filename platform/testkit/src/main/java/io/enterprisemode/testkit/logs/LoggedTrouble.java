package io.enterprisemode.testkit.logs;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Warnings and errors that the application logs about its requests between making this and closing it: those of jobs
 * that run beside them are left out.
 */
public final class LoggedTrouble implements AutoCloseable {

    private static final List<String> OF_REQUESTS = List.of(
            "io.enterprisemode.web.",
            "io.enterprisemode.gateway.routing.",
            "io.quarkus.mutiny.",
            "io.quarkus.vertx.http.",
            "io.quarkus.resteasy.",
            "io.vertx.",
            "org.jboss.resteasy.");

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            if (logged.getLevel().intValue() >= Level.WARNING.intValue()
                    && OF_REQUESTS.stream().anyMatch(logged.getLoggerName()::startsWith)) {
                messages.add(logged.getLevel() + " " + logged.getLoggerName() + " " + logged.getMessage() + " "
                        + logged.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public LoggedTrouble() {
        root.addHandler(handler);
    }

    /** Level, category, message and exception of each so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void close() {
        root.removeHandler(handler);
    }
}
