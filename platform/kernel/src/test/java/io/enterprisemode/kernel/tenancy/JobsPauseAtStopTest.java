package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class JobsPauseAtStopTest {

    @Inject
    JobsPauseAtStop jobs;

    @Inject
    Scheduler scheduler;

    @AfterEach
    void goOn() {
        scheduler.resume();
    }

    @Test
    void noRunBeginsOnceTheApplicationStops() {
        assertThat(scheduler.isRunning()).isTrue();

        jobs.stop(new ShutdownEvent());

        assertThat(scheduler.isRunning()).isFalse();
    }
}
