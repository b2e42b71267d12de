package io.enterprisemode.web.problem;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Logs failures that come when nobody waits for them any more. What the client would have been told, had it not hung
 * up, is no error; anything else is.
 */
@ApplicationScoped
class DroppedFailures {

    private static final Logger LOG = Logger.getLogger(DroppedFailures.class);

    void register(@Observes StartupEvent started) {
        Infrastructure.setDroppedExceptionHandler(DroppedFailures::log);
    }

    private static void log(Throwable failure) {
        if (failure instanceof ProblemException) {
            LOG.debugf("nobody waits for this answer any more: %s", failure.getMessage());
        } else {
            LOG.error("a failure for which nobody waits any more", failure);
        }
    }
}
