package io.enterprisemode.local.jvm;

import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.process.ManagedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts and stops the Java programs of the suite; either they use their AOT caches, or they record those that are
 * missing.
 */
public final class JavaLauncher {

    /** A JVM that records an AOT cache assembles it before it ends. */
    private static final Duration RECORDING_PATIENCE = Duration.ofMinutes(3);

    private final boolean useCaches;
    private final boolean recordCaches;

    private JavaLauncher(boolean useCaches, boolean recordCaches) {
        this.useCaches = useCaches;
        this.recordCaches = recordCaches;
    }

    /** Uses the caches, unless the settings say otherwise. */
    public static JavaLauncher using(SuiteSettings settings) {
        return new JavaLauncher(settings.flag(Setting.SUITE_AOT), false);
    }

    /** The same, and records caches that are missing when the programs are stopped. */
    public static JavaLauncher recording(SuiteSettings settings) {
        return new JavaLauncher(settings.flag(Setting.SUITE_AOT), true);
    }

    /**
     * Starts a program in the background.
     *
     * @param environment variables beside those of this process
     */
    public void start(ManagedProcess process, JavaProgram program, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(JvmMemory.options(program.heap()));
        program.cache().map(this::cacheOptions).ifPresent(command::addAll);
        command.addAll(program.arguments());
        Map<String, String> variables = new HashMap<>(JvmMemory.ENVIRONMENT);
        variables.putAll(environment);
        process.start(command, variables);
    }

    private List<String> cacheOptions(AotCache cache) {
        if (recordCaches && !cache.isCurrent()) {
            return cache.record();
        }
        return useCaches ? cache.use() : List.of();
    }

    /**
     * Asks a program to end, and ends it by force when it has not in time.
     *
     * @param patience how long it may take when it records no cache
     */
    public void stop(ManagedProcess process, Duration patience) {
        process.stop(recordCaches ? RECORDING_PATIENCE : patience);
    }
}
