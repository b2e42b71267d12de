package io.enterprisemode.local.cli;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the benchmarks of the module system-tests against the running suite. */
@Command(name = "bench", description = "Run a benchmark against the running suite.")
final class BenchCommand implements Callable<Integer> {

    private static final String MAIN = "io.enterprisemode.systemtests.bench.Bench";

    /** Kills processes, and so starts a suite of its own. */
    private static final String CRASH = "crash";

    private static final String CRASH_MAIN = "io.enterprisemode.systemtests.crash.Crash";

    /** Runs two versions beside each other, and so starts a suite of its own. */
    private static final String UPGRADE = "upgrade";

    private static final String UPGRADE_MAIN = "io.enterprisemode.systemtests.upgrade.Upgrade";

    private final Commands commands;

    @Option(names = "--class-path-file", hidden = true, required = true)
    private Path classPathFile = Path.of("");

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "which; all when none is named; crash kills processes of a suite of its own, "
                    + "upgrade runs an older version together with this one")
    private List<String> names = new ArrayList<>();

    @Option(names = "--minutes", paramLabel = "N", description = "of crash: how long processes are killed")
    private Optional<Integer> minutes = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "of crash: repeats the choices of an earlier run")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--kills", paramLabel = "N", description = "of crash: how often each process at least")
    private Optional<Integer> kills = Optional.empty();

    @Option(names = "--from", paramLabel = "FOLDER", description = "of upgrade: a built checkout of the older version")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--seconds", paramLabel = "N", description = "of upgrade: how long each step lasts at least")
    private int seconds = 10;

    BenchCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        if (names.contains(CRASH)) {
            return crash();
        }
        if (names.contains(UPGRADE)) {
            return upgrade();
        }
        LocalSuite suite = commands.current();
        if (!suite.processes().stream().allMatch(SuiteProcess::isRunning)) {
            throw new SuiteException("The suite is not running", "Start it first: ./suite up");
        }
        return run(MAIN, names);
    }

    private int crash() {
        if (names.size() > 1) {
            throw new SuiteException("crash is run by itself", "Name nothing else");
        }
        List<String> arguments = new ArrayList<>();
        minutes.ifPresent(count -> arguments.addAll(List.of("--minutes", count.toString())));
        seed.ifPresent(number -> arguments.addAll(List.of("--seed", number.toString())));
        kills.ifPresent(count -> arguments.addAll(List.of("--kills", count.toString())));
        return run(CRASH_MAIN, arguments);
    }

    private int upgrade() {
        if (names.size() > 1) {
            throw new SuiteException("upgrade is run by itself", "Name nothing else");
        }
        Path older = from.orElseThrow(() ->
                new SuiteException("upgrade needs an older version", "Name a checkout that is built: --from <folder>"));
        return run(UPGRADE_MAIN, List.of(older.toAbsolutePath().normalize().toString(), Integer.toString(seconds)));
    }

    private int run(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                main));
        command.addAll(arguments);
        return Foreground.run(command, commands.folders().project(), commands.coordinates());
    }

    private String classPath() {
        try {
            Path target = commands.folders().project().resolve("system-tests/target");
            return target.resolve("test-classes") + ":" + target.resolve("classes") + ":"
                    + Files.readString(classPathFile).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
