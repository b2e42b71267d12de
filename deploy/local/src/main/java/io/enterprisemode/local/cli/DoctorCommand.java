package io.enterprisemode.local.cli;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.process.Preflight;
import io.enterprisemode.local.process.Programs;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.local.suite.LocalSuite;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Checks what the suite needs and what it has. */
@Command(name = "doctor", description = "Check this machine and the running suite.")
final class DoctorCommand implements Callable<Integer> {

    private final Commands commands;
    private boolean healthy = true;

    DoctorCommand(Commands commands) {
        this.commands = commands;
    }

    /** The exit code is 0 when nothing is wrong, else 1. */
    @Override
    public Integer call() {
        check("settings", commands::wanted);
        LocalSuite suite = commands.current();
        check("disk and memory", () -> Preflight.machine(commands.folders()));
        check("detaching", DoctorCommand::detaching);
        check("built", () -> built(suite));
        for (SuiteProcess process : suite.processes()) {
            check(process.title(), () -> process(process));
        }
        if (suite.settings().embeddedPostgres() && suite.postgres().isRunning()) {
            check("durability", () -> durability(suite));
        }
        return healthy ? 0 : 1;
    }

    private void check(String what, Runnable check) {
        try {
            check.run();
            commands.out().printf(Locale.ROOT, "ok    %s%n", what);
        } catch (SuiteException e) {
            healthy = false;
            commands.out().printf(Locale.ROOT, "wrong %-16s %s%n", what, e.getMessage());
        }
    }

    private static void detaching() {
        if (Programs.find("setsid").isEmpty() && Programs.find("perl").isEmpty()) {
            throw new SuiteException(
                    "Neither setsid nor perl is there, so Ctrl-C also ends the suite", "Install util-linux");
        }
    }

    private static void built(LocalSuite suite) {
        Arrays.stream(ServiceName.values())
                .map(suite.folders()::serviceJar)
                .filter(jar -> !Files.exists(jar))
                .findFirst()
                .ifPresent(jar -> {
                    throw new SuiteException(jar + " is missing", "./suite up builds it");
                });
        if (!suite.caches().areCurrent()) {
            throw new SuiteException("There are no current AOT caches, so starts are slow", "./suite up prepares them");
        }
    }

    private static void process(SuiteProcess process) {
        if (!process.isRunning()) {
            Preflight.ports(process.ports());
        } else if (!process.isReady()) {
            throw new SuiteException(
                    "It runs and is not ready", "See " + process.process().log());
        }
    }

    private static void durability(LocalSuite suite) {
        try (Connection connection = suite.superuser(ServiceName.BILLING);
                Statement statement = connection.createStatement()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
                    if (!row.next() || !row.getString(1).equals("on")) {
                        throw new SuiteException(
                                "PostgreSQL runs with " + setting + " off", "Set it on in .suite/data/postgres");
                    }
                }
            }
        } catch (SQLException e) {
            throw new SuiteException("PostgreSQL does not answer: " + e.getMessage(), "See ./suite logs postgres", e);
        }
    }
}
