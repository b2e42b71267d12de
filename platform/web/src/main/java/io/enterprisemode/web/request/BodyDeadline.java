package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers 408 when a body arrives too slowly ({@link BodyPace}). Two cases are excluded, because the slow side cannot
 * be determined here: paths that read their body as a stream ({@code enterprise.http.streamed-paths}) read as fast as
 * the database writes, and an application that only forwards bodies ({@code enterprise.http.bodies-passed-on}) reads as
 * fast as the receiver. The gateway measures itself how long it waits for a client.
 */
@ApplicationScoped
public class BodyDeadline {

    /** Before the limit of bodies. */
    private static final int PRIORITY = 9_100;

    private final BodyPace pace;
    private final List<String> streamedPaths;
    private final boolean passedOn;
    private final Vertx vertx;
    private final ProblemMapper problems;

    BodyDeadline(
            @ConfigProperty(name = "enterprise.http.body-grace") Duration grace,
            @ConfigProperty(name = "enterprise.http.body-least-rate") MemorySize leastRate,
            @ConfigProperty(name = "enterprise.http.streamed-paths") Optional<List<String>> streamedPaths,
            @ConfigProperty(name = "enterprise.http.bodies-passed-on", defaultValue = "false") boolean passedOn,
            Vertx vertx,
            ProblemMapper problems) {
        this.pace = new BodyPace(grace, leastRate.asLongValue());
        this.streamedPaths = streamedPaths.orElse(List.of());
        this.passedOn = passedOn;
        this.vertx = vertx;
        this.problems = problems;
    }

    /** The pace of this application. */
    public BodyPace pace() {
        return pace;
    }

    void register(@Observes Filters filters) {
        if (!passedOn) {
            filters.register(this::watch, PRIORITY);
        }
    }

    private void watch(RoutingContext routing) {
        if (mayHaveBody(routing.request()) && !streamedPaths.contains(routing.normalizedPath())) {
            // Most bodies have come, and are read, by then: they need no timer.
            vertx.runOnContext(after -> {
                if (!routing.request().isEnded() && !routing.response().ended()) {
                    new Watch(routing).next();
                }
            });
        }
        routing.next();
    }

    /** Whether a body is announced, or, over HTTP/2, possible. */
    static boolean mayHaveBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null
                ? !length.equals("0")
                : request.version() == HttpVersion.HTTP_2
                        ? !request.isEnded()
                        : request.headers().contains("Transfer-Encoding");
    }

    /** The deadline of one body. */
    private final class Watch {

        private final RoutingContext routing;
        private final long since = System.nanoTime();
        private long timer = -1;

        Watch(RoutingContext routing) {
            this.routing = routing;
            routing.addEndHandler(ended -> vertx.cancelTimer(timer));
        }

        private void next() {
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            Duration left = pace.left(waited, routing.request().bytesRead());
            if (left.isPositive()) {
                timer = vertx.setTimer(Math.max(1, left.toMillis()), due -> look());
            } else {
                UnreadBody.closeAfterwards(routing);
                problems.answer(ProblemType.REQUEST_TIMEOUT.with(pace.refusal()), routing);
            }
        }

        private void look() {
            if (!routing.request().isEnded() && !routing.response().headWritten()) {
                next();
            }
        }
    }
}
