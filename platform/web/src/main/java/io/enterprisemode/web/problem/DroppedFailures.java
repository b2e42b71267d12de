package io.enterprisemode.web.problem;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Logs failures that occur when nothing waits for the result any more. A problem that would have been the answer to a
 * client that has disconnected is no error; any other failure is.
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
