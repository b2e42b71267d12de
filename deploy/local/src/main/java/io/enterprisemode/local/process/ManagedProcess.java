package io.enterprisemode.local.process;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One process of the suite. It outlives the command that started it and the terminal's Ctrl-C; its output goes to
 * {@code logs/<name>.log} and its process id to {@code run/<name>.pid}, by which every later command finds it again.
 */
public final class ManagedProcess {

    private static final long LARGEST_LOG = 10_000_000;
    private static final Duration LAST_LINES = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final String name;
    private final PidFile pidFile;
    private final Path log;
    private final Path workingFolder;

    public ManagedProcess(String name, SuiteFolders folders) {
        this.name = name;
        this.pidFile = new PidFile(folders.run().resolve(name + ".pid"));
        this.log = folders.log(name);
        this.workingFolder = folders.project();
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    /** The process, when it is alive. */
    public Optional<ProcessHandle> running() {
        return pidFile.read();
    }

    public boolean isRunning() {
        return running().isPresent();
    }

    /** When the process was started, when it is alive. */
    public Optional<Instant> since() {
        return running().flatMap(process -> process.info().startInstant());
    }

    /**
     * Starts the process in the background.
     *
     * @param command the program and its arguments
     * @param environment variables beside those of this process
     */
    public ProcessHandle start(List<String> command, Map<String, String> environment) {
        List<String> detached = new ArrayList<>(Detachment.prefix());
        detached.addAll(command);
        try {
            Files.createDirectories(log.getParent());
            if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
                Files.move(log, log.resolveSibling(name + ".1.log"), StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(detached)
                    .directory(workingFolder.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            ProcessHandle process = builder.start().toHandle();
            pidFile.write(process);
            return process;
        } catch (IOException e) {
            throw new SuiteException(
                    name + " cannot be started: " + e.getMessage(),
                    "Run ./suite doctor to see what this machine lacks",
                    e);
        }
    }

    /**
     * Asks the process to end, and ends it by force when it has not within the time. Does nothing when it is not
     * running.
     */
    public void stop(Duration patience) {
        running().ifPresent(process -> {
            process.destroy();
            if (!ends(process, patience)) {
                process.destroyForcibly();
                ends(process, LAST_LINES);
            }
        });
        pidFile.delete();
    }

    /** Sends the signal KILL, as a crash does, and waits until the process is gone. */
    public void kill() {
        running().ifPresent(process -> {
            process.destroyForcibly();
            if (!ends(process, LAST_LINES)) {
                throw new SuiteException(name + " (pid " + process.pid() + ") cannot be ended", "End it by hand");
            }
        });
        pidFile.delete();
    }

    /** Waits for the end of a process; false when it is still alive after the time. */
    public static boolean ends(ProcessHandle process, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (process.isAlive() && !PidFile.isZombie(process)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            process.onExit()
                    .completeOnTimeout(process, Math.min(left, POLL_INTERVAL.toNanos()), TimeUnit.NANOSECONDS)
                    .join();
        }
        return true;
    }

    /** The last lines of the log that are not blank. */
    public List<String> lastLines(int count) {
        if (!Files.exists(log)) {
            return List.of();
        }
        try {
            List<String> lines = Files.readString(log)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
