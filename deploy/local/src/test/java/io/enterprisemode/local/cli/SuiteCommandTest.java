package io.enterprisemode.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.process.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aFailureIsOneLineWithTheStackTraceInTheLog() throws IOException {
        Files.writeString(folder.resolve("suite.properties"), "SUITE_GATEWAY_PORT=none\n");

        int exitCode = run("status");

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("SUITE_GATEWAY_PORT in %s is 'none'. Give a port from 1 to 65535.%n"
                        .formatted(folder.resolve("suite.properties")));
        assertThat(folder.resolve(".suite/logs/suite.log")).content().contains("SuiteException", "\tat ");
    }

    @Test
    void wrongUsageIsOneLine() {
        assertThat(run("token")).isEqualTo(2);
        assertThat(err.toString()).hasLineCount(1).contains("USER").endsWith("See ./suite help.\n");
    }

    @Test
    void withoutASuiteThereIsNothingToStop() {
        assertThat(run("down")).isZero();
        assertThat(out.toString().strip()).isEqualTo("Nothing is running.");
    }

    @Test
    void withoutASuiteThereIsNoToken() throws IOException {
        String unusedPort = Ports.free(1).getFirst().toString();
        Files.writeString(folder.resolve("suite.properties"), "SUITE_IDENTITY_PORT=" + unusedPort + "\n");

        assertThat(run("token", "olivia")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("Start it with ./suite up");
    }

    @Test
    void aLogThatDoesNotExistIsAnsweredWithThoseThatDo() {
        assertThat(run("logs", "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("postgres, stack, teams, billing, reporting, audit, gateway");
    }

    @Test
    void liveReloadNeedsTheRest() {
        assertThat(run("dev", "billing")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("The suite is not running. Start it first: ./suite up.\n");
    }

    @Test
    void statusShowsEveryPartAndFailsWhenOneIsDown() {
        assertThat(run("status")).isEqualTo(1);
        assertThat(out.toString()).contains("PostgreSQL", "Kafka, sign-in", "billing", "gateway", "stopped");
    }

    private int run(String... arguments) {
        return SuiteCommand.commandLine(SuiteFolders.of(folder), new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }
}
