package io.enterprisemode.kernel.tenancy;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Begins no scheduled run once the application stops. The scheduler itself goes on until after the database pools are
 * closed, so that its runs would fail with an error for nothing. It is the first to hear of the stop: a run that is
 * under way has the time in which the others stop.
 */
@ApplicationScoped
class JobsPauseAtStop {

    private final Scheduler scheduler;

    JobsPauseAtStop(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent stopped) {
        scheduler.pause();
    }
}
