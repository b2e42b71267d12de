package io.enterprisemode.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {

    @TempDir
    Path folder;

    private SuiteFolders folders;
    private ManagedProcess process;

    @BeforeEach
    void prepare() {
        folders = SuiteFolders.of(folder);
        process = new ManagedProcess("sample", folders);
    }

    @AfterEach
    void end() {
        process.kill();
    }

    @Test
    void aLaterCommandFindsAndStopsTheProcess() {
        ProcessHandle started = process.start(List.of("sleep", "60"), Map.of());

        ManagedProcess seenLater = new ManagedProcess("sample", folders);
        assertThat(seenLater.running()).contains(started);
        seenLater.stop(Duration.ofSeconds(5));

        assertThat(started.isAlive()).isFalse();
        assertThat(process.isRunning()).isFalse();
    }

    @Test
    void aProcessThatDoesNotEndIsEndedByForce() {
        ProcessHandle started =
                process.start(List.of("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 1; done"), Map.of());
        await().until(() -> process.lastLines(1).equals(List.of("deaf")));

        process.stop(Duration.ofMillis(200));

        assertThat(started.isAlive()).isFalse();
    }

    @Test
    void outputAndEnvironmentArriveInTheLog() {
        process.start(List.of("sh", "-c", "echo \"$GREETING\"; echo problem >&2"), Map.of("GREETING", "hello"));

        await().untilAsserted(() -> assertThat(process.lastLines(2)).containsExactly("hello", "problem"));
    }

    @Test
    void theTerminalsCtrlCDoesNotReachTheProcess() {
        ProcessHandle started = process.start(List.of("sleep", "60"), Map.of());

        String session = Programs.run(
                        Duration.ofSeconds(5), List.of("ps", "-o", "sess=", "-p", Long.toString(started.pid())))
                .output()
                .strip();

        assertThat(session).isEqualTo(Long.toString(started.pid()));
    }

    @Test
    void aProgramThatIsNotThereIsSaidInOneLine() {
        ManagedProcess missing = new ManagedProcess("missing", new SuiteFolders(folder.resolve("nowhere"), folder));

        assertThatThrownBy(() -> missing.start(List.of("sleep", "1"), Map.of()))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("missing cannot be started");
    }
}
