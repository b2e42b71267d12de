package io.enterprisemode.gateway.routing;

import io.enterprisemode.gateway.limit.RateLimitGate;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.vertx.http.runtime.HttpCompressionHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a service and its answer on the way back, over HTTP/1.1 to the service and over whichever
 * version the client speaks (RFC 9110, section 7.6; RFC 9112, section 6; RFC 9113, section 8.2.2). Bodies pass as
 * streams, at the pace of the slower side. A body without a length is sent on in chunks; over HTTP/2 only the first
 * frame tells whether there is one.
 *
 * <p>This takes the place of vertx-http-proxy, which drops bodies without a length that come over HTTP/2 (<a
 * href="https://github.com/eclipse-vertx/vertx-http-proxy/pull/147">vertx-http-proxy#147</a>), gives answers without a
 * body a transfer encoding (#152) and has no deadline for a body that gets stuck or comes too slowly. Only the time in
 * which the client is waited for counts.
 */
final class Exchange {

    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    /** Shorter answers do not get shorter by compression. */
    private static final int WORTH_COMPRESSING = 1_024;

    /** Methods of requests without effect (RFC 9110, section 9.2.1). */
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final Set<String> COMPRESSED = Set.of("application/json");
    private static final Set<String> NOT_FOR_SERVICES = Set.of(
            "host",
            "cookie",
            "expect",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-port",
            "x-real-ip",
            RequestIds.HEADER.toLowerCase(Locale.ROOT));
    private static final Set<String> NOT_FOR_CLIENTS =
            Set.of(RequestIds.HEADER.toLowerCase(Locale.ROOT), RateLimitGate.CALLER);

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final String service;
    private final ProblemMapper problems;
    private final Consumer<HttpClientResponse> answers;
    private final BodyTimeouts timeouts;
    private final boolean browser;

    private @Nullable Buffer first;
    private boolean bodyEnded;
    private boolean stuck;
    private boolean answered;
    private long lastProgress;
    /** When the client is waited for: since when, in nanoseconds. */
    private long waitingSince;
    /** How long the client has been waited for before that. */
    private Duration waited = Duration.ZERO;

    private long received;
    private long timer = -1;

    /**
     * Not sent yet.
     *
     * @param answers receives the head of the service's answer
     */
    Exchange(
            RoutingContext routing,
            String service,
            ProblemMapper problems,
            Consumer<HttpClientResponse> answers,
            BodyTimeouts timeouts,
            boolean browser) {
        this.routing = routing;
        this.request = routing.request();
        this.response = routing.response();
        this.service = service;
        this.problems = problems;
        this.answers = answers;
        this.timeouts = timeouts;
        this.browser = browser;
    }

    /** Sends the request, which is paused, to the service; {@code headers} adds the gateway's own. */
    void send(HttpClient client, ServiceAddress address, Consumer<MultiMap> headers) {
        if (request.version() == HttpVersion.HTTP_2 && length() == null) {
            lookForBody(() -> connect(client, address, headers));
        } else {
            boolean announced = length() != null || request.getHeader("Transfer-Encoding") != null;
            bodyEnded = !announced || "0".equals(length());
            connect(client, address, headers);
        }
    }

    private @Nullable String length() {
        return request.getHeader("Content-Length");
    }

    private void lookForBody(Runnable then) {
        if (request.isEnded()) {
            bodyEnded = true;
            then.run();
            return;
        }
        startDeadline();
        request.exceptionHandler(gone -> hungUp());
        request.endHandler(end -> {
            stopDeadline();
            bodyEnded = true;
            if (!answered) {
                then.run();
            }
        });
        request.handler(frame -> {
            if (frame.length() == 0) {
                request.fetch(1);
                return;
            }
            received += frame.length();
            stopDeadline();
            request.pause();
            first = frame;
            request.handler(null);
            request.endHandler(null);
            if (!answered) {
                then.run();
            }
        });
        request.fetch(1);
    }

    private void connect(HttpClient client, ServiceAddress address, Consumer<MultiMap> headers) {
        boolean repeatable = bodyEnded && SAFE.contains(request.method());
        connect(client, address, headers, repeatable ? () -> connect(client, address, headers, null) : null);
    }

    /**
     * Connects to the service and goes on.
     *
     * @param again sends the request once more, where it may be: a service may close a kept connection just as it is
     *     used again, and what has no effect may be repeated then (RFC 9110, section 9.2.2)
     */
    private void connect(
            HttpClient client, ServiceAddress address, Consumer<MultiMap> headers, @Nullable Runnable again) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.tls())
                .setURI(request.uri());
        client.request(options).onComplete(connected -> {
            if (connected.succeeded()) {
                exchange(connected.result(), headers, again);
            } else {
                away(connected.cause());
            }
        });
    }

    private void exchange(HttpClientRequest out, Consumer<MultiMap> headers, @Nullable Runnable again) {
        HopByHop.copy(request.headers(), out.headers(), NOT_FOR_SERVICES);
        headers.accept(out.headers());
        out.response().onComplete(arrived -> {
            if (arrived.succeeded()) {
                pass(arrived.result(), out);
            } else if (again != null && arrived.cause() instanceof HttpClosedException && !response.closed()) {
                again.run();
            } else {
                away(arrived.cause());
            }
        });
        routing.addEndHandler(ended -> {
            if (ended.failed()) {
                hungUp();
                out.reset();
            }
        });
        if (bodyEnded) {
            if (length() != null) {
                out.putHeader("Content-Length", "0");
            }
            out.end();
            if (!request.isEnded()) {
                request.resume();
            }
        } else {
            body(out);
        }
    }

    private void body(HttpClientRequest out) {
        out.setChunked(length() == null);
        if (request.getHeader("Expect") != null && request.version() != HttpVersion.HTTP_2) {
            response.writeContinue();
        }
        out.exceptionHandler(gone -> stopDeadline());
        request.exceptionHandler(gone -> {
            hungUp();
            out.reset();
        });
        request.endHandler(end -> {
            stopDeadline();
            bodyEnded = true;
            out.end();
        });
        request.handler(part -> {
            received += part.length();
            write(part, out);
        });
        startDeadline(out);
        Buffer begun = first;
        first = null;
        if (begun != null) {
            write(begun, out);
        }
        if (!out.writeQueueFull()) {
            request.resume();
        }
    }

    /** The client has disconnected: the request to the service is aborted, which is not a failure of the service. */
    private void hungUp() {
        stopDeadline();
        answered = true;
    }

    private void write(Buffer part, HttpClientRequest out) {
        lastProgress = System.nanoTime();
        if (answered) {
            return;
        }
        out.write(part);
        if (out.writeQueueFull()) {
            request.pause();
            stopDeadline();
            out.drainHandler(room -> {
                startDeadline(out);
                request.resume();
            });
        }
    }

    private void pass(HttpClientResponse in, HttpClientRequest out) {
        if (stuck || response.ended() || response.closed()) {
            in.request().reset();
            return;
        }
        answered = true;
        response.setStatusCode(in.statusCode());
        copyHeaders(in);
        answers.accept(in);
        if (!bodyEnded) {
            stopDeadline();
            UnreadBody.closeAfterwards(routing);
            request.endHandler(end -> {
                bodyEnded = true;
                out.end();
            });
        }
        if (HttpMethod.HEAD.equals(request.method())
                || in.statusCode() == NO_CONTENT
                || in.statusCode() == NOT_MODIFIED) {
            if (in.statusCode() == NO_CONTENT) {
                response.headers().remove("Content-Length");
            }
            in.resume();
            response.end();
            return;
        }
        if (in.getHeader("Content-Length") == null) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                response.putHeader("Connection", "close");
                routing.addEndHandler(sent -> request.connection().close());
            } else {
                response.setChunked(true);
            }
        }
        in.pipe().endOnFailure(false).to(response, passed -> {
            if (passed.failed()) {
                out.reset();
                response.reset();
            } else if (!bodyEnded) {
                out.reset();
            }
        });
    }

    private void copyHeaders(HttpClientResponse in) {
        MultiMap to = response.headers();
        for (String name : in.headers().names()) {
            to.remove(name);
        }
        HopByHop.copy(in.headers(), to, NOT_FOR_CLIENTS);
        to.set(RequestIds.HEADER, RequestIds.of(routing));
        if (in.getHeader("Content-Encoding") == null && browser && isWorthCompressing(in)) {
            HttpCompressionHandler.compressIfNeeded(routing, COMPRESSED);
        }
    }

    private static boolean isWorthCompressing(HttpClientResponse in) {
        String length = in.getHeader("Content-Length");
        return length == null || length.length() > 4 || Integer.parseInt(length) >= WORTH_COMPRESSING;
    }

    private void away(Throwable failure) {
        stopDeadline();
        if (stuck || answered || response.ended() || response.closed()) {
            return;
        }
        answered = true;
        LOG.warnf("%s-service does not answer: %s", service, failure.toString());
        refuse(ProblemException.retryLater(
                ProblemType.UNAVAILABLE, "The " + service + " service is away; try again shortly.", AWAY));
    }

    private void refuse(ProblemException problem) {
        if (!bodyEnded) {
            UnreadBody.closeAfterwards(routing);
        }
        problems.answer(problem, routing);
    }

    private void startDeadline() {
        startDeadline(null);
    }

    private void startDeadline(@Nullable HttpClientRequest out) {
        lastProgress = System.nanoTime();
        if (timer < 0) {
            waitingSince = lastProgress;
            timer = routing.vertx().setTimer(Math.max(1, left(lastProgress).toMillis()), due -> look(out));
        }
    }

    /** How much longer the client is waited for; zero or less: it is too slow. */
    private Duration left(long now) {
        Duration left = timeouts.pace().left(waited.plusNanos(now - waitingSince), received);
        Duration untilStuck = timeouts.silence().minusNanos(now - lastProgress);
        return left.compareTo(untilStuck) < 0 ? left : untilStuck;
    }

    private void look(@Nullable HttpClientRequest out) {
        long now = System.nanoTime();
        Duration left = left(now);
        if (left.isPositive()) {
            timer = routing.vertx().setTimer(Math.max(1, left.toMillis()), due -> look(out));
            return;
        }
        timer = -1;
        if (answered || bodyEnded) {
            return;
        }
        stuck = true;
        answered = true;
        boolean silent = timeouts.silence().compareTo(Duration.ofNanos(now - lastProgress)) <= 0;
        refuse(ProblemType.REQUEST_TIMEOUT.with(
                silent
                        ? "Nothing of the body came for " + timeouts.silence().toSeconds() + " seconds."
                        : timeouts.pace().refusal()));
        if (out != null) {
            out.reset();
        }
    }

    private void stopDeadline() {
        if (timer >= 0) {
            routing.vertx().cancelTimer(timer);
            timer = -1;
            waited = waited.plusNanos(System.nanoTime() - waitingSince);
        }
    }
}
