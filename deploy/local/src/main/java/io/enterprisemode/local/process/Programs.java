package io.enterprisemode.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs of the operating system. */
public final class Programs {

    /**
     * What a program that has ended left.
     *
     * @param exitCode its exit code
     * @param output its standard output and error
     */
    public record Outcome(int exitCode, String output) {

        public boolean succeeded() {
            return exitCode == 0;
        }
    }

    private Programs() {}

    /** The program of a name on the PATH. */
    public static Optional<Path> find(String name) {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs a program to its end.
     *
     * @throws IllegalStateException when it is still running after the time; it is ended then
     */
    public static Outcome run(Duration patience, List<String> command) {
        try {
            Path output = Files.createTempFile("suite", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .start();
                if (!ManagedProcess.ends(process.toHandle(), patience)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(command.getFirst() + " is still running after " + patience);
                }
                return new Outcome(
                        process.waitFor(),
                        Files.readString(output, StandardCharsets.ISO_8859_1).strip());
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command.getFirst(), e);
        }
    }
}
