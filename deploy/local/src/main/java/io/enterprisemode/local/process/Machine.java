package io.enterprisemode.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine the suite runs on. Sizes in bytes. */
public final class Machine {

    private static final long KILO = 1024;
    private static final Path MEMORY = Path.of("/proc/meminfo");

    private Machine() {}

    /** Memory that programs can still take without swapping, when the operating system reports it. */
    public static Optional<Long> availableMemory() {
        return kilobytes(MEMORY, "MemAvailable");
    }

    /** What the file system of a folder has left; the folder need not exist yet. */
    public static long freeDisk(Path folder) {
        Path absolute = folder.toAbsolutePath();
        Path existing = Stream.iterate(absolute, Objects::nonNull, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(absolute);
        try {
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Physical memory of a process and all its descendants; pages they share count once (Linux) or for each of them
     * (elsewhere).
     */
    public static long residentMemory(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> kilobytes(Path.of("/proc", Long.toString(each.pid()), "smaps_rollup"), "Pss")
                        .orElseGet(() -> residentByPs(each.pid())))
                .sum();
    }

    private static long residentByPs(long pid) {
        String output = Programs.run(Duration.ofSeconds(5), List.of("ps", "-o", "rss=", "-p", Long.toString(pid)))
                .output();
        return output.matches("\\d+") ? Long.parseLong(output) * KILO : 0;
    }

    private static Optional<Long> kilobytes(Path file, String key) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Matcher line = Pattern.compile("(?m)^" + key + ":\\s+(\\d+) kB").matcher(Files.readString(file));
            return line.find() ? Optional.of(Long.parseLong(line.group(1)) * KILO) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
