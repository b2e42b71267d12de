package io.enterprisemode.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code suite}, as far as it works before there is a JDK. */
class SuiteScriptTest {

    @TempDir
    Path folder;

    private Path bin;

    @BeforeEach
    void toolsWithoutJava() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed", "cat", "head", "sort")) {
            Files.createSymbolicLink(bin.resolve(tool), Programs.find(tool).orElseThrow());
        }
    }

    @Test
    void aJdk25InJavaHomeIsTaken() throws IOException {
        Path home = jdk("chosen", "25.0.1");

        assertThat(suite(List.of("JAVA_HOME=" + home), "__jdk").output()).isEqualTo(home.toString());
    }

    @Test
    void anOldJdkInJavaHomeIsPassedOverForOneInAUsualPlace() throws IOException {
        Path old = jdk("old", "17.0.9");
        Path right = jdk("usual places/jdk-25", "25.0.2");
        List<String> environment = List.of("JAVA_HOME=" + old, "SUITE_JDK_FOLDERS=" + folder.resolve("usual places"));

        assertThat(suite(environment, "__jdk").output()).isEqualTo(right.toString());
    }

    @Test
    void aJdk25IsPreferredToANewerOne() throws IOException {
        jdk("usual/a-26", "26");
        Path right = jdk("usual/b-25", "25");

        assertThat(suite(List.of("SUITE_JDK_FOLDERS=" + folder.resolve("usual")), "__jdk")
                        .output())
                .isEqualTo(right.toString());
    }

    @Test
    void theJdkOnThePathIsFoundThroughLinks() throws IOException {
        Path home = jdk("linked", "25");
        Files.createSymbolicLink(bin.resolve("javac"), home.resolve("bin/javac"));

        assertThat(suite(List.of("SUITE_JDK_FOLDERS=/nowhere"), "__jdk").output())
                .isEqualTo(home.toString());
    }

    @Test
    void withoutAJdkTheRemedyIsSaidInOneLine() {
        Programs.Outcome outcome = suite(List.of("SUITE_JDK_FOLDERS=/nowhere"), "up");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .isEqualTo("No JDK 25 is found in JAVA_HOME, on the PATH or in the usual places."
                        + " Install one, or set JAVA_HOME to its folder.");
    }

    @Test
    void anOldMavenIsSaidInOneLine() throws IOException {
        Path home = jdk("jdk", "25");
        program(bin.resolve("mvn"), "echo 'Apache Maven 3.6.3 (abc)'");

        Programs.Outcome outcome = suite(List.of("JAVA_HOME=" + home, "HOME=" + folder), "test");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output())
                .isEqualTo("Maven 3.6.3 (" + bin.resolve("mvn") + ") is too old. Install Maven 3.8.7 or newer.");
    }

    @Test
    void anUnknownCommandPointsToTheHelp() {
        Programs.Outcome outcome = suite(List.of(), "dance");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).isEqualTo("There is no command 'dance'. See ./suite help.");
    }

    @Test
    void helpNeedsNothing() {
        assertThat(suite(List.of(), "help").output()).contains("./suite up", "./suite test");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectory(home.resolve("bin"));
        program(home.resolve("bin/javac"), "exit 0");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Programs.Outcome suite(List<String> environment, String command) {
        List<String> line = new ArrayList<>(List.of("env", "-i", "PATH=" + bin, "HOME=" + folder));
        line.addAll(environment);
        line.addAll(List.of("bash", Path.of("../../suite").toAbsolutePath().toString(), command));
        return Programs.run(Duration.ofSeconds(30), line);
    }
}
