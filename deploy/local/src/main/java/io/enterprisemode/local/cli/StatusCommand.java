package io.enterprisemode.local.cli;

import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows what runs. */
@Command(name = "status", description = "Show what runs, where, since when.")
final class StatusCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Commands commands;

    StatusCommand(Commands commands) {
        this.commands = commands;
    }

    /** The exit code is 0 when everything runs and is ready, else 1. */
    @Override
    public Integer call() {
        LocalSuite suite = commands.current();
        boolean all = true;
        commands.out().printf(Locale.ROOT, "%-15s %-9s %8s %7s  %-16s  %s%n", "", "", "pid", "MB", "since", "address");
        for (SuiteProcess process : suite.processes()) {
            Optional<ProcessHandle> running = process.process().running();
            boolean ready = running.isPresent() && process.isReady();
            all &= ready;
            commands.out()
                    .printf(
                            Locale.ROOT,
                            "%-15s %-9s %8s %7s  %-16s  %s%n",
                            process.title(),
                            running.isEmpty() ? "stopped" : ready ? "ready" : "not ready",
                            running.map(handle -> Long.toString(handle.pid())).orElse("-"),
                            running.isPresent() ? Long.toString(MemoryUse.megabytes(process)) : "-",
                            process.process().since().map(StatusCommand::local).orElse("-"),
                            process.address());
        }
        return all ? 0 : 1;
    }

    private static String local(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
}
