package io.enterprisemode.local.process;

import java.util.Map;

/** One process of the suite: PostgreSQL, Kafka with the sign-in, Keycloak, or a service. */
public interface SuiteProcess {

    /** What people call it, e.g. {@code PostgreSQL}. */
    String title();

    /** Where it answers. */
    String address();

    /** What it listens on, each port with the setting that changes it; none for a replica, whose ports are drawn. */
    Map<Integer, String> ports();

    /** The process of the operating system, which is there when it is not running, too. */
    ManagedProcess process();

    /** Starts it, unless it runs; returns when it is ready. */
    void start();

    /** Lets it finish what it is at, then ends it. Does nothing when it is not running. */
    void stop();

    /** Ends it in the middle of whatever it does, as a crash does. */
    default void kill() {
        process().kill();
    }

    /** Whether it answers, given that it runs. */
    default boolean isReady() {
        return ports().keySet().stream().allMatch(port -> Ports.answers("127.0.0.1", port));
    }

    /** Whether the process is alive. */
    default boolean isRunning() {
        return process().isRunning();
    }
}
