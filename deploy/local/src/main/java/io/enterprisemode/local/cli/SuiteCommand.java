package io.enterprisemode.local.cli;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The Java side of the script {@code suite}. */
@Command(
        name = "./suite",
        description = "Enterprise Mode on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            TokenCommand.class,
            LogsCommand.class,
            DevCommand.class,
            BenchCommand.class,
            PauseCommand.class
        })
public final class SuiteCommand {

    private SuiteCommand() {}

    /** Runs a command; the exit code is 0 for success, 1 for a failure that was reported, 2 for wrong usage. */
    public static void main(String[] arguments) {
        SuiteFolders folders = folders();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(folders, out, err).execute(arguments));
    }

    static CommandLine commandLine(SuiteFolders folders, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new SuiteCommand(), new Commands(folders, out));
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            err.println(tell(failure, folders));
            return 1;
        });
        line.setParameterExceptionHandler((failure, given) -> {
            err.println(failure.getMessage() + ". See ./suite help.");
            return 2;
        });
        return line;
    }

    private static SuiteFolders folders() {
        String project = System.getProperty("suite.project");
        return SuiteFolders.of(project == null ? SuiteFolders.projectAround(Path.of("")) : Path.of(project));
    }

    private static String tell(Exception failure, SuiteFolders folders) {
        Path log = folders.log("suite");
        try {
            Files.createDirectories(log.getParent());
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(
                    log, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
                writer.println(Instant.now());
                failure.printStackTrace(writer);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure instanceof SuiteException
                ? String.valueOf(failure.getMessage())
                : "Unexpected: " + failure + ". See " + log + ".";
    }
}
