package io.enterprisemode.local.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JvmMemoryTest {

    @ParameterizedTest
    @CsvSource({"192m, 96m, 64m", "128M, 64m, 42m", "1g, 512m, 341m"})
    void theHeapBeginsAtHalfAndItsYoungGenerationIsAThird(String heap, String initial, String young) {
        assertThat(JvmMemory.options(heap)).contains("-Xmx" + heap, "-Xms" + initial, "-Xmn" + young);
    }

    @Test
    void aJvmStartsWithTheseOptionsWithoutAWarning() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(JvmMemory.options("64m"));
        command.add("-version");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(JvmMemory.ENVIRONMENT);

        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(said).doesNotContainIgnoringCase("warning").contains("build 25");
    }
}
