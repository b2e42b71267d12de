package io.enterprisemode.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

    @TempDir
    Path folder;

    private Process process;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
        file = folder.resolve("run/sleeper.pid");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void aProcessIsFoundAgain() {
        new PidFile(file).write(process.toHandle());

        assertThat(new PidFile(file).read()).contains(process.toHandle());
    }

    @Test
    void aProcessThatHasEndedIsNotFound() throws InterruptedException {
        new PidFile(file).write(process.toHandle());

        process.destroyForcibly().waitFor();

        assertThat(new PidFile(file).read()).isEmpty();
    }

    @Test
    void anotherProcessThatWasGivenTheSameIdIsNotOurs() throws IOException {
        Instant anHourEarlier = Instant.now().minus(Duration.ofHours(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, process.pid() + " " + anHourEarlier.toEpochMilli() + "\n");

        assertThat(new PidFile(file).read()).isEmpty();
    }

    @Test
    void aDamagedFileIsNoProcess() throws IOException {
        Files.createDirectories(file.getParent());
        for (String content : new String[] {"", "\n", "4711", "x y", "99999999999999999999 1"}) {
            Files.writeString(file, content);
            assertThat(new PidFile(file).read()).as(content).isEmpty();
        }
    }

    @Test
    void aFileThatIsNotThereIsNoProcess() {
        assertThat(new PidFile(folder.resolve("none.pid")).read()).isEmpty();
    }
}
