package io.enterprisemode.local.cli;

import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops everything; the data stays. */
@Command(name = "down", description = "Stop everything; the data stays.")
final class DownCommand implements Callable<Integer> {

    private final Commands commands;

    DownCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        SuiteLock.holding(commands.folders(), this::stop);
        return 0;
    }

    private void stop() {
        LocalSuite suite = commands.current();
        if (suite.processes().stream().noneMatch(SuiteProcess::isRunning)) {
            commands.out().println("Nothing is running.");
            return;
        }
        Console console = new Console(commands.out());
        suite.stop();
        console.say(String.format(Locale.ROOT, "Down in %.0f s. The data stays in .suite/data.", console.seconds()));
    }
}
