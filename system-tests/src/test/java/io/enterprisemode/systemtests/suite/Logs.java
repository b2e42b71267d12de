package io.enterprisemode.systemtests.suite;

import io.enterprisemode.local.process.SuiteProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the processes of the suite have logged since a moment. */
public final class Logs {

    /** An error as the services, PostgreSQL and the process of Kafka write it; a stack trace wherever it comes from. */
    private static final Pattern ERROR =
            Pattern.compile("\\b(ERROR|FATAL|PANIC|SEVERE)\\b|^\\s+at [\\w.$/]+\\(.*\\)$|^Caused by: ");

    private final Map<Path, Long> begin = new LinkedHashMap<>();

    private Logs(RunningSuite suite) {
        for (SuiteProcess process : suite.local().processes()) {
            Path log = process.process().log();
            begin.put(log, size(log));
        }
    }

    /** From now on. */
    public static Logs of(RunningSuite suite) {
        return new Logs(suite);
    }

    /** The lines of a log. */
    public List<String> lines(Path log) {
        try {
            byte[] all = Files.readAllBytes(log);
            int from = begin.getOrDefault(log, 0L).intValue();
            return new String(all, from, all.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of all logs that tell of an error, each with the name of its log. */
    public List<String> errors() {
        return begin.keySet().stream()
                .flatMap(log -> lines(log).stream()
                        .filter(line -> ERROR.matcher(line).find())
                        .map(line -> log.getFileName() + ": " + line))
                .toList();
    }

    private static long size(Path log) {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
