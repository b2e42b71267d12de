package io.enterprisemode.gateway.backend;

import io.enterprisemode.web.problem.OutageDetector;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * Failures of the connection to a service, or to the provider that people sign in at: the other side is unavailable,
 * and the gateway has no fault.
 */
@ApplicationScoped
class ServiceOutages implements OutageDetector {

    @Override
    public boolean isOutage(Throwable cause) {
        return switch (cause) {
            case IOException network -> true;
            case TimeoutException late -> true;
            case HttpClosedException closed -> true;
            case StreamResetException reset -> true;
            default -> false;
        };
    }
}
