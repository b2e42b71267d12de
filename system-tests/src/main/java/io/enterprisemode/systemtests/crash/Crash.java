package io.enterprisemode.systemtests.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.suite.LocalSuite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The long form of the crash run, against a suite of its own on free ports in a temporary folder. */
public final class Crash {

    private static final long DEFAULT_MINUTES = 20;
    private static final int LONG_KILLS = 20;
    private static final long LONG_MINUTES = 15;

    private Crash() {}

    /**
     * Runs {@code [--minutes n] [--seed n] [--kills n]}. The exit code is 0 when every event was counted exactly once,
     * 1 when not, 2 for arguments that are none. Each process is killed at least 20 times in a run of 15 minutes or
     * more, else in proportion.
     */
    public static void main(String[] arguments) {
        try {
            System.exit(run(Arrays.asList(arguments)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("Use: crash [--minutes n] [--seed n] [--kills n]; " + e.getMessage());
            System.exit(2);
        } catch (SuiteException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static boolean run(List<String> arguments) {
        long minutes = number(arguments, "--minutes", DEFAULT_MINUTES);
        long seed = number(arguments, "--seed", new SplittableRandom().nextInt(1, Integer.MAX_VALUE));
        int kills = (int) number(
                arguments,
                "--kills",
                minutes >= LONG_MINUTES ? LONG_KILLS : Math.max(1, minutes * LONG_KILLS / LONG_MINUTES));
        PrintWriter out = new PrintWriter(System.out, true, UTF_8);
        Path folder = temporaryFolder();
        out.printf("crash run of %d min with seed %d in %s%n", minutes, seed, folder);
        LocalSuite suite = LocalSuite.onFreePorts(folder.resolve("suite"));
        Verdict verdict;
        try {
            suite.start();
            try (CrashRun run = new CrashRun(suite, seed, folder.resolve("journal"), out)) {
                run.killUntil(Instant.now().plus(Duration.ofMinutes(minutes)), kills);
                out.println("the producers end; waiting until everything is counted ...");
                verdict = run.end();
            }
        } finally {
            suite.stop();
        }
        verdict.print(out);
        if (verdict.isGood()) {
            SuiteFolders.delete(folder);
        } else {
            out.println("journals, logs and data are in " + folder);
        }
        return verdict.isGood();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("crash-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(List<String> arguments, String name, long otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == arguments.size() || !arguments.get(at + 1).matches("\\d{1,10}")) {
            throw new IllegalArgumentException(name + " takes a number");
        }
        return Long.parseLong(arguments.get(at + 1));
    }
}
