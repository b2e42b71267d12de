package io.enterprisemode.local.cli;

import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops what runs before a build replaces its jars. For the script only. */
@Command(name = "pause", hidden = true)
final class PauseCommand implements Callable<Integer> {

    private final Commands commands;

    PauseCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        LocalSuite suite = commands.current();
        if (suite.processes().stream().anyMatch(SuiteProcess::isRunning)) {
            commands.out().println("Stopping what runs, the build replaces its jars.");
            SuiteLock.holding(commands.folders(), suite::stop);
        }
        return 0;
    }
}
