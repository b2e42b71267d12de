package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.AccessFilter;
import io.enterprisemode.web.access.AccessRecheck;
import io.enterprisemode.web.access.Admission;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.http.AnswerHeaders;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.Preferences;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Answers the usual request of producers before REST handles it: the caller is known, and the events are counted
 * immediately. It is the operation of {@link UsageResource} with the same answers, without the overhead of REST, which
 * is a fifth of the cost of a single event. Any other request is passed on to REST before its body is read, also that
 * of a caller who may not send usage or who requests another form of answer.
 */
@ApplicationScoped
class UsageRoute {

    /** After request ids and the limit of bodies, before REST and its authentication. */
    private static final int BEFORE_REST = -5_000;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json;charset=UTF-8");

    private final AccessFilter access;
    private final AccessRecheck recheck;
    private final IngestUsage usage;
    private final UsageFormat format;
    private final ProblemMapper problems;
    private final ObjectWriter json;
    private final LongAdder answered = new LongAdder();

    UsageRoute(
            AccessFilter access,
            AccessRecheck recheck,
            IngestUsage usage,
            UsageFormat format,
            ProblemMapper problems,
            ObjectMapper json,
            MeterRegistry metrics) {
        this.access = access;
        this.recheck = recheck;
        this.usage = usage;
        this.format = format;
        this.problems = problems;
        this.json = json.writerFor(UsageResultsView.class);
        // Not a counter of the registry: that looks for a span at each request, which costs more than reading the JSON.
        FunctionCounter.builder("enterprise.usage.requests.direct", answered, LongAdder::sum)
                .register(metrics);
    }

    void register(@Observes Router router) {
        router.post(UsageResource.PATH).order(BEFORE_REST).handler(this::take);
    }

    private void take(RoutingContext routing) {
        if (isUsual(routing.request())) {
            access.admit(Permission.USAGE_WRITE, routing)
                    .subscribe()
                    .with(admission -> take(admission, routing), failure -> routing.next());
        } else {
            routing.next();
        }
    }

    /**
     * Whether the length of the body is known, its content type is supported, and the answer is JSON and is sent after
     * the events are counted. REST refuses a request with a query.
     */
    private static boolean isUsual(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getHeader(HttpHeaders.CONTENT_LENGTH) != null
                && request.getHeader(HttpHeaders.EXPECT) == null
                && request.getHeader(Preferences.HEADER) == null
                && request.query() == null
                && (accept == null || accept.equals("*/*") || accept.equals(UsageFormat.PLAIN))
                && UsageFormat.isKnown(request.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    private void take(@Nullable Admission admission, RoutingContext routing) {
        if (admission == null) {
            routing.next();
            return;
        }
        Instant admittedAt = recheck.now();
        // Requests arrive paused.
        routing.request()
                .bodyHandler(body -> Uni.createFrom()
                        .deferred(() -> decided(admission, admittedAt, routing, body))
                        .subscribe()
                        .with(answer -> answer(answer, routing), failure -> problem(failure, routing)))
                .resume();
    }

    /** Decides by the roles at admission, or by the current roles where the body took long to arrive. */
    private Uni<Buffer> decided(Admission admission, Instant admittedAt, RoutingContext routing, Buffer body) {
        if (routing.response().ended()) {
            return Uni.createFrom().failure(ProblemType.REQUEST_TIMEOUT.with("The body came too late."));
        }
        if (!recheck.isDue(admittedAt)) {
            return record(admission.grants(), admission.origin(), routing.request(), body);
        }
        return recheck.again(
                        admission.origin().caller(),
                        admission.grants().organizationId(),
                        Permission.USAGE_WRITE,
                        Requires.Where.ANY_NODE)
                .chain(grants -> record(grants, admission.origin(), routing.request(), body));
    }

    private Uni<Buffer> record(Grants grants, Origin origin, HttpServerRequest request, Buffer body) {
        return usage.record(
                        grants.organizationId(),
                        grants.reach(Permission.USAGE_WRITE),
                        origin,
                        format.events(request.headers(), body.getBytes()))
                .map(this::bytes);
    }

    private Buffer bytes(UsageResultsView answer) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(answer));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(Buffer answer, RoutingContext routing) {
        HttpServerResponse response = routing.response();
        answered.increment();
        if (!response.closed()) {
            AnswerHeaders.add(response);
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(answer);
        }
    }

    private void problem(Throwable failure, RoutingContext routing) {
        answered.increment();
        if (!routing.response().ended() && !routing.response().closed()) {
            problems.answer(failure, routing);
        }
    }
}
