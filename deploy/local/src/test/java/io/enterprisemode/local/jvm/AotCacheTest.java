package io.enterprisemode.local.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotCacheTest {

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void build() throws IOException {
        jar = Files.writeString(folder.resolve("application.jar"), "first build");
    }

    @Test
    void aRecordedCacheIsUsedUntilTheJarChanges() throws IOException {
        AotCache recording = cache();
        assertThat(recording.record()).contains("-XX:AOTCacheOutput=" + folder.resolve("application.aot"));
        Files.writeString(folder.resolve("application.aot"), "cache");
        assertThat(recording.keep()).isTrue();

        assertThat(cache().use()).contains("-XX:AOTCache=" + folder.resolve("application.aot"));

        Files.writeString(jar, "second build, other size");
        assertThat(cache().isCurrent()).isFalse();
        assertThat(cache().use()).isEmpty();
    }

    @Test
    void aRecordingThatLeftNothingIsNotUsed() {
        AotCache recording = cache();
        List<String> options = recording.record();

        assertThat(options).isNotEmpty();
        assertThat(recording.keep()).isFalse();
        assertThat(cache().use()).isEmpty();
        assertThat(cache().isSettled()).isTrue();
    }

    private AotCache cache() {
        return AotCache.of(folder.resolve("application.aot"), List.of(jar), List.of());
    }
}
