package io.enterprisemode.gateway.backend;

import io.enterprisemode.web.problem.OutageDetector;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * What goes wrong on the way to a service, or to the provider that people sign in at: it is away, nothing is wrong
 * here.
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
