package io.enterprisemode.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the suite keeps what.
 *
 * @param project the checkout, with the root {@code pom.xml}
 * @param state everything the suite writes, by default {@code .suite} in the checkout
 */
public record SuiteFolders(Path project, Path state) {

    public SuiteFolders {
        project = project.toAbsolutePath().normalize();
        state = state.toAbsolutePath().normalize();
    }

    /** The state in {@code .suite} of the checkout. */
    public static SuiteFolders of(Path project) {
        return new SuiteFolders(project, project.resolve(".suite"));
    }

    /**
     * The checkout around a folder, found by its script {@code suite}.
     *
     * @throws SuiteException when the folder is in no checkout
     */
    public static Path projectAround(Path folder) {
        for (Path candidate = folder.toAbsolutePath().normalize();
                candidate != null;
                candidate = candidate.getParent()) {
            if (Files.isRegularFile(candidate.resolve("suite")) && Files.isRegularFile(candidate.resolve("pom.xml"))) {
                return candidate;
            }
        }
        throw new SuiteException(
                folder + " is not in a checkout of Enterprise Mode", "Run the script suite of the checkout");
    }

    /** What survives a restart; {@code up --reset} deletes it. */
    public Path data() {
        return state.resolve("data");
    }

    public Path logs() {
        return state.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** E-mails, one {@code .eml} file each, when no mail server is named. */
    public Path mail() {
        return state.resolve("mail");
    }

    /** Process ids and other marks of what runs. */
    public Path run() {
        return state.resolve("run");
    }

    public Path secrets() {
        return state.resolve("secrets");
    }

    /** Unpacked programs, shared by all suites of the checkout. */
    public Path tools() {
        return project.resolve(".suite/tools");
    }

    /** The packaged local stack, with its libraries beside it. */
    public Path stackJar() {
        return project.resolve("deploy/local/target/local-stack.jar");
    }

    /** What starts a packaged service. */
    public Path serviceJar(ServiceName service) {
        return project.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The settings files, the first that has a setting wins. */
    public List<Path> settingsFiles() {
        return List.of(state.resolve("settings.properties"), project.resolve("suite.properties"));
    }

    /** Deletes a folder with everything in it; a folder that is not there is fine. */
    public static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
