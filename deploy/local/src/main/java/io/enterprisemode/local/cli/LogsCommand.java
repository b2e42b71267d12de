package io.enterprisemode.local.cli;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.SuiteProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log of a process. */
@Command(name = "logs", description = "Show the last lines of a log.")
final class LogsCommand implements Callable<Integer> {

    private final Commands commands;

    @Parameters(paramLabel = "NAME", description = "a service, or postgres, stack (Kafka and the sign-in), keycloak")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on showing what is added.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many lines.")
    private int lines;

    LogsCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        List<ManagedProcess> processes = commands.current().processes().stream()
                .map(SuiteProcess::process)
                .toList();
        String wanted =
                name.equals("kafka") ? "stack" : name.replace("-service", "").replace("enterprise-", "");
        Path log = processes.stream()
                .filter(process -> process.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new SuiteException(
                        "There is no log '" + name + "'",
                        "Choose one of "
                                + processes.stream().map(ManagedProcess::name).collect(Collectors.joining(", "))))
                .log();
        if (!Files.exists(log)) {
            throw new SuiteException(name + " has not run yet", "Start it with ./suite up");
        }
        List<String> command = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            command.add("-f");
        }
        command.add(log.toString());
        return Foreground.run(command, commands.folders().project(), Map.of());
    }
}
