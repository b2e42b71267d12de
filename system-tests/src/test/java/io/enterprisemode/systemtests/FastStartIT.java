package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.process.SuiteProcess;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every Java process starts from an AOT cache: one that is not written, or does not fit, is told by nothing but a start
 * that takes four times as long.
 */
@SystemTest
class FastStartIT {

    private final RunningSuite suite;

    FastStartIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    void theTrainingHasWrittenACacheForEach() {
        assertThat(suite.local().caches().areCurrent()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ServiceName.class)
    void theProcessUsesIt(ServiceName service) throws IOException {
        uses(service.id(), service.id());
    }

    @Test
    void kafkaAndTheSignInUseTheirs() throws IOException {
        uses("Kafka, sign-in", "stack");
    }

    private void uses(String title, String cache) throws IOException {
        SuiteProcess process = suite.local().processes().stream()
                .filter(each -> each.title().equals(title))
                .findFirst()
                .orElseThrow();
        Path maps = Path.of("/proc/%d/maps"
                .formatted(process.process().running().orElseThrow().pid()));
        assumeTrue(Files.isReadable(maps), "What a process has mapped is read as Linux tells it");

        assertThat(Files.readString(maps)).contains("/target/" + cache + ".aot");
    }
}
