package io.enterprisemode.local.cli;

import io.enterprisemode.local.LocalSuite;
import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the benchmarks of the module system-tests against the running suite. */
@Command(name = "bench", description = "Run a benchmark against the running suite.")
final class BenchCommand implements Callable<Integer> {

    private static final String MAIN = "io.enterprisemode.systemtests.bench.Bench";

    private final Commands commands;

    @Option(names = "--class-path-file", hidden = true, required = true)
    private Path classPathFile = Path.of("");

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "which; all when none is named")
    private List<String> names = new ArrayList<>();

    BenchCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        LocalSuite suite = commands.current();
        if (suite.parts().stream().anyMatch(part -> !part.process().isRunning())) {
            throw new SuiteException("The suite is not running", "Start it first: ./suite up");
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx512m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                MAIN));
        command.addAll(names);
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
