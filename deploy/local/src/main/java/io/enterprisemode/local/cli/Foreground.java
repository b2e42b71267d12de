package io.enterprisemode.local.cli;

import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs a program that owns the terminal until it ends. */
final class Foreground {

    private Foreground() {}

    /** Returns the program's exit code. */
    static int run(List<String> command, Path folder, Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
            builder.environment().putAll(environment);
            return builder.start().waitFor();
        } catch (IOException e) {
            throw new SuiteException(command.getFirst() + " cannot be started", "Check that it is installed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
