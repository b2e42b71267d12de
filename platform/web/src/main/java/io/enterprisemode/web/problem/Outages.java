package io.enterprisemode.web.problem;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Distinguishes an outage of a dependency from a request or record that can never be handled. During an outage,
 * requests are answered 503 with {@code Retry-After} and consumers wait; nothing is refused permanently.
 */
@ApplicationScoped
public class Outages {

    private static final int DEEPEST = 20;

    private final List<OutageDetector> detectors;

    Outages(@All List<OutageDetector> detectors) {
        this.detectors = List.copyOf(detectors);
    }

    /**
     * Whether the failure, or one of its causes, is an outage of a dependency, so that a repetition may succeed later.
     */
    public boolean isOutage(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            if (isTrouble(cause)) {
                return true;
            }
        }
        return false;
    }

    private boolean isTrouble(Throwable cause) {
        if (cause instanceof ProblemException problem) {
            int status = problem.type().status();
            return status == 503 || status == 429;
        }
        return detectors.stream().anyMatch(detector -> detector.isOutage(cause));
    }
}
