package io.enterprisemode.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers a process with the moment it started. An operating system reuses process ids; a process counts as the
 * remembered one only when both agree.
 */
public final class PidFile {

    /** The start of a process is reported in ticks since the boot, whose own time changes when the clock is set. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    public PidFile(Path file) {
        this.file = file;
    }

    /** Remembers a process that has just been started. */
    public void write(ProcessHandle process) {
        Instant started = process.info().startInstant().orElseGet(Instant::now);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, process.pid() + " " + started.toEpochMilli() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process, as long as it lives and is the one that was remembered. */
    public Optional<ProcessHandle> read() {
        String[] parts;
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            parts = Files.readString(file).strip().split(" ", 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (parts.length != 2 || !parts[0].matches("\\d{1,18}") || !parts[1].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Instant remembered = Instant.ofEpochMilli(Long.parseLong(parts[1]));
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(process -> process.isAlive() && !isZombie(process))
                .filter(process -> process.info()
                        .startInstant()
                        .map(started ->
                                Duration.between(remembered, started).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false));
    }

    /**
     * Whether the process has ended and only waits for its parent to take note, which a container without an init
     * process never does.
     */
    static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false;
        }
    }

    /** Forgets the process. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
