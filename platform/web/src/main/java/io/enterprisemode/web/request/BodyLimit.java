package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies over the limit with a problem document: by the announced length before the body is read, and by the
 * actual length while it arrives. Paths that read their body as a stream ({@code enterprise.http.streamed-paths}) have
 * their own limit. An application that only forwards bodies ({@code enterprise.http.bodies-passed-on}) does not check
 * bodies of unknown length; the receiver does.
 */
@ApplicationScoped
public class BodyLimit {

    private static final int PRIORITY = 9_000;
    private static final Pattern LENGTH = Pattern.compile("0*(\\d+)");
    /** What Quarkus and REST take for no limit. */
    private static final long UNLIMITED = -1;
    /** More digits than this are beyond any limit. */
    private static final int MOST_DIGITS = 18;
    /** After Quarkus has named its own limit for the body as it arrives, at -2. */
    private static final int AFTER_QUARKUS = -1;

    private final long usual;
    private final long streamed;
    private final List<String> streamedPaths;
    private final boolean passedOn;
    private final BodyHandler collect;
    private final ProblemMapper problems;

    BodyLimit(
            @ConfigProperty(name = "enterprise.http.max-body-size") MemorySize usual,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize streamed,
            @ConfigProperty(name = "enterprise.http.streamed-paths") Optional<List<String>> streamedPaths,
            @ConfigProperty(name = "enterprise.http.bodies-passed-on", defaultValue = "false") boolean passedOn,
            ProblemMapper problems) {
        this.usual = usual.asLongValue();
        this.streamed = streamed.asLongValue();
        this.streamedPaths = streamedPaths.orElse(List.of());
        this.passedOn = passedOn;
        this.collect = BodyHandler.create(false).setBodyLimit(this.usual);
        this.problems = problems;
    }

    void refuseEarly(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    void refuseLate(@Observes Router router) {
        router.route().order(AFTER_QUARKUS).handler(this::limit);
        router.route().order(Integer.MIN_VALUE).failureHandler(this::failed);
    }

    private void check(RoutingContext routing) {
        String length = routing.request().getHeader("Content-Length");
        if (length != null && exceeds(length, maximum(routing))) {
            tooLarge(routing);
        } else {
            routing.next();
        }
    }

    /**
     * Whether an announced length is more than the limit, also with leading zeros. The HTTP server refuses a value that
     * is no number of bytes.
     */
    static boolean exceeds(String length, long maximum) {
        Matcher bytes = LENGTH.matcher(length);
        return bytes.matches() && (bytes.group(1).length() > MOST_DIGITS || Long.parseLong(bytes.group(1)) > maximum);
    }

    /**
     * A body of HTTP/1.1 of unknown length is collected here: if it is too long, Quarkus would stop reading with an
     * empty answer, and the resource that reads it would fail. Over HTTP/2, where the length is optional,
     * {@link HeldBodies} counts what REST reads, and REST itself gets no limit.
     */
    private void limit(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        boolean streams = passedOn || streamedPaths.contains(routing.normalizedPath());
        boolean lengthUnknown = request.version() == HttpVersion.HTTP_2 && request.getHeader("Content-Length") == null;
        routing.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, lengthUnknown && !streams ? UNLIMITED : maximum(routing));
        if (streams) {
            routing.next();
        } else if (request.getHeader("Transfer-Encoding") != null) {
            collect.handle(routing);
        } else {
            if (lengthUnknown) {
                routing.addHeadersEndHandler(sent -> dropRest(routing));
            }
            routing.next();
        }
    }

    private static void dropRest(RoutingContext routing) {
        if (routing.response().getStatusCode() == ProblemType.TOO_LARGE.status()) {
            UnreadBody.closeAfterwards(routing);
        }
    }

    private long maximum(RoutingContext routing) {
        return streamedPaths.contains(routing.normalizedPath()) ? streamed : usual;
    }

    private void failed(RoutingContext routing) {
        if (routing.statusCode() == ProblemType.TOO_LARGE.status()
                && !routing.response().headWritten()) {
            tooLarge(routing);
        } else {
            routing.next();
        }
    }

    private void tooLarge(RoutingContext routing) {
        UnreadBody.closeAfterwards(routing);
        problems.answer(ProblemType.TOO_LARGE.with("The limit is " + maximum(routing) + " bytes."), routing);
    }
}
