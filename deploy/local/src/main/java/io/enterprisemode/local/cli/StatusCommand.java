package io.enterprisemode.local.cli;

import io.enterprisemode.local.LocalSuite;
import io.enterprisemode.local.Part;
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
        for (Part part : suite.parts()) {
            Optional<ProcessHandle> process = part.process().running();
            boolean ready = process.isPresent() && suite.isReady(part);
            all &= ready;
            commands.out()
                    .printf(
                            Locale.ROOT,
                            "%-15s %-9s %8s %7s  %-16s  %s%n",
                            part.title(),
                            process.isEmpty() ? "stopped" : ready ? "ready" : "not ready",
                            process.map(running -> Long.toString(running.pid())).orElse("-"),
                            process.isPresent() ? Long.toString(MemoryUse.megabytes(part)) : "-",
                            part.process().since().map(StatusCommand::local).orElse("-"),
                            part.address());
        }
        return all ? 0 : 1;
    }

    private static String local(Instant instant) {
        return TIME.format(instant.atZone(ZoneId.systemDefault()));
    }
}
