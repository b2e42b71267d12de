package io.enterprisemode.web.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.enterprisemode.web.http.AnswerHeaders;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.http.Resources;
import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.text.JsonLimits;
import io.opentelemetry.api.trace.Span;
import io.quarkus.arc.All;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns exceptions into problem documents. Text of exceptions never reaches the caller, except our
 * own.
 */
@ApplicationScoped
public class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);

    /** More than any text of our own has, in characters. */
    private static final int LONGEST_TEXT = 500;

    private final Outages outages;
    private final List<ProblemForm> forms;
    private final ObjectMapper json;
    private volatile @Nullable AllowedMethods allowed;

    ProblemMapper(Outages outages, @All List<ProblemForm> forms, ObjectMapper json) {
        this.outages = outages;
        this.forms = forms;
        this.json = json;
    }

    /** Answers a request that is handled outside of REST with the same problem that REST would send. */
    public void answer(Throwable failure, RoutingContext routing) {
        Response problem =
                switch (failure) {
                    case ProblemException expected -> problem(expected, routing);
                    case RuntimeException refused
                    when refused instanceof AuthenticationException -> unauthenticated(refused, routing);
                    default -> unexpected(failure, routing);
                };
        HttpServerResponse response = routing.response().setStatusCode(problem.getStatus());
        AnswerHeaders.add(response);
        problem.getStringHeaders().forEach(response::putHeader);
        response.end(text(problem.getEntity()));
    }

    private String text(Object entity) {
        try {
            return json.writeValueAsString(entity);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @ServerExceptionMapper
    public Response problem(ProblemException e, RoutingContext routing) {
        Response.ResponseBuilder response = answer(e.type(), e.getMessage(), e.errors(), routing);
        if (e.retryAfter() != null) {
            response.header(HttpHeaders.RETRY_AFTER, Math.max(1, e.retryAfter().toSeconds()));
        }
        RateLimit limit = e.rateLimit();
        if (limit != null) {
            response.header(RateLimit.POLICY_FIELD, limit.policyField()).header(RateLimit.FIELD, limit.field());
        }
        if (e.type().status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }

    @ServerExceptionMapper({
        AuthenticationFailedException.class,
        AuthenticationCompletionException.class,
        UnauthorizedException.class
    })
    public Response unauthenticated(RuntimeException e, RoutingContext routing) {
        if (outages.isOutage(e)) {
            return unexpected(e, routing);
        }
        LOG.debugf(e, "refused credential");
        return answer(
                        ProblemType.UNAUTHENTICATED,
                        "The credential is missing, expired or not valid here.",
                        List.of(),
                        routing)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e, RoutingContext routing) {
        return answer(ProblemType.FORBIDDEN, "You may not do this.", List.of(), routing)
                .build();
    }

    @ServerExceptionMapper
    public Response constraintViolation(ConstraintViolationException e, RoutingContext routing) {
        List<FieldError> errors = new ArrayList<>();
        for (ConstraintViolation<?> violation : e.getConstraintViolations()) {
            errors.add(new FieldError(pointer(violation.getPropertyPath()), violation.getMessage()));
        }
        errors.sort((a, b) -> a.pointer().compareTo(b.pointer()));
        return answer(ProblemType.VALIDATION_FAILED, "See errors for each field.", errors, routing)
                .build();
    }

    @ServerExceptionMapper
    public Response mismatchedInput(MismatchedInputException e, RoutingContext routing) {
        return json(e, routing);
    }

    @ServerExceptionMapper
    public Response unreadableJson(JsonProcessingException e, RoutingContext routing) {
        return json(e, routing);
    }

    @ServerExceptionMapper
    public Response webApplication(WebApplicationException e, RoutingContext routing) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return json(json, routing);
        }
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 401 -> unauthenticated(e, routing);
            case 403 ->
                answer(ProblemType.FORBIDDEN, "You may not do this.", List.of(), routing)
                        .build();
            case 404 -> isWithoutMethod(routing) ? notAllowed(routing) : nothing(routing);
            case 405 -> notAllowed(routing);
            case 406 ->
                answer(ProblemType.NOT_ACCEPTABLE, "See the operation's content types.", List.of(), routing)
                        .build();
            case 413 ->
                answer(ProblemType.TOO_LARGE, "Send less at once.", List.of(), routing)
                        .build();
            case 415 -> unsupported(routing);
            default -> {
                if (status >= 500) {
                    yield unexpected(e, routing);
                }
                yield answer(
                                new ProblemType(
                                        ProblemType.BAD_REQUEST.code(), status, ProblemType.BAD_REQUEST.title()),
                                "The request does not fit this operation.",
                                List.of(),
                                routing)
                        .build();
            }
        };
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e, RoutingContext routing) {
        if (outages.isOutage(e)) {
            log(routing, level -> LOG.logf(level, "a dependency is away: %s", e.toString()), Level.WARN);
            return answer(ProblemType.UNAVAILABLE, "A part this needs is away; try again shortly.", List.of(), routing)
                    .header(HttpHeaders.RETRY_AFTER, 2)
                    .build();
        }
        log(
                routing,
                level -> LOG.logf(
                        level, e, "unexpected error at %s %s", routing.request().method(), routing.normalizedPath()),
                Level.ERROR);
        return answer(ProblemType.INTERNAL, "It was recorded under the request id.", List.of(), routing)
                .build();
    }

    /**
     * Logs a failure, at DEBUG when the client has disconnected before the end of the body: the failure is the
     * client's, and nobody reads the answer. The disconnection may be noticed only when the answer is sent.
     */
    private static void log(RoutingContext routing, Consumer<Level> message, Level level) {
        if (routing.request().isEnded()) {
            message.accept(level);
        } else if (routing.response().closed()) {
            message.accept(Level.DEBUG);
        } else {
            routing.addEndHandler(answered -> message.accept(answered.succeeded() ? level : Level.DEBUG));
        }
    }

    private Response nothing(RoutingContext routing) {
        return problem(nothingThere(), routing);
    }

    /** The problem for a path that does not exist. */
    static ProblemException nothingThere() {
        return ProblemType.NOT_FOUND.with("There is nothing at this path.");
    }

    /** Whether the path exists, but not with this method. REST answers 404 when another class has the other methods. */
    private boolean isWithoutMethod(RoutingContext routing) {
        SortedSet<String> allowed = allowed(routing);
        return !allowed.isEmpty()
                && !allowed.contains(routing.request().method().name());
    }

    private Response notAllowed(RoutingContext routing) {
        return answer(ProblemType.METHOD_NOT_ALLOWED, "See the Allow header for what is supported.", List.of(), routing)
                .header(HttpHeaders.ALLOW, String.join(", ", allowed(routing)))
                .build();
    }

    private Response unsupported(RoutingContext routing) {
        Response.ResponseBuilder answer =
                answer(ProblemType.UNSUPPORTED_MEDIA_TYPE, "See the operation's content types.", List.of(), routing);
        if (routing.request().method().equals(HttpMethod.PATCH)) {
            answer.header(
                    AllowedMethods.ACCEPT_PATCH,
                    String.join(", ", allowedMethods().patchesOf(routing.normalizedPath())));
        }
        return answer.build();
    }

    private SortedSet<String> allowed(RoutingContext routing) {
        return allowedMethods().of(routing.normalizedPath());
    }

    /** The methods of this application. */
    AllowedMethods allowedMethods() {
        AllowedMethods known = allowed;
        if (known == null) {
            known = AllowedMethods.of(Resources.classes());
            allowed = known;
        }
        return known;
    }

    private Response json(JsonProcessingException e, RoutingContext routing) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return answer(
                            ProblemType.VALIDATION_FAILED,
                            "See errors for each field.",
                            List.of(new FieldError(pointer(mapping.getPath()), reason(mapping))),
                            routing)
                    .build();
        }
        if (e instanceof MismatchedInputException mismatched) {
            return answer(
                            ProblemType.VALIDATION_FAILED,
                            "See errors for each field.",
                            List.of(new FieldError("", reason(mismatched))),
                            routing)
                    .build();
        }
        return answer(ProblemType.MALFORMED_JSON, JsonLimits.detail(e), List.of(), routing)
                .build();
    }

    private String reason(JsonMappingException e) {
        return JsonLimits.exceeded(e).orElseGet(() -> mismatch(e));
    }

    private String mismatch(JsonMappingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown -> "is not a known field";
            case ValueInstantiationException unknown
            when unknown.getType() != null && unknown.getType().isEnumType() ->
                ExpectedValue.of(unknown.getType().getRawClass(), json);
            case ValueInstantiationException refused
            when refused.getCause() instanceof IllegalArgumentException cause
                    && cause.getMessage() != null
                    && ExpectedValue.isForCallers(cause.getMessage()) -> cause.getMessage();
            case ValueInstantiationException refused -> "is not valid";
            case MismatchedInputException mismatched
            when mismatched.getTargetType() != null -> ExpectedValue.of(mismatched.getTargetType(), json);
            default -> "is not valid";
        };
    }

    private static String pointer(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference reference : path) {
            pointer.append('/');
            pointer.append(reference.getFieldName() == null ? reference.getIndex() : escape(reference.getFieldName()));
        }
        return pointer.toString();
    }

    /**
     * Of a field of the body, which is the only parameter of a method that is validated: "create.request.name" becomes
     * "/name", and "create.request", the body itself, the empty pointer.
     */
    private static String pointer(Path path) {
        StringBuilder pointer = new StringBuilder();
        for (Path.Node node : path) {
            if (node.getKind() == ElementKind.METHOD || node.getKind() == ElementKind.PARAMETER) {
                continue;
            }
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            if (node.getName() != null && !node.getName().startsWith("<")) {
                pointer.append('/').append(escape(node.getName()));
            }
        }
        return pointer.toString();
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private Response.ResponseBuilder answer(
            ProblemType type, @Nullable String detail, List<FieldError> errors, RoutingContext routing) {
        Problem problem = document(type, detail, errors, routing);
        return forms.stream()
                .filter(form -> form.appliesTo(routing.normalizedPath()))
                .findFirst()
                .map(form ->
                        Response.status(type.status()).type(form.mediaType()).entity(form.document(problem)))
                .orElseGet(() ->
                        Response.status(type.status()).type(Problem.MEDIA_TYPE).entity(problem));
    }

    /** The document for a request outside of REST. */
    public static Problem document(
            ProblemType type, @Nullable String detail, List<FieldError> errors, RoutingContext routing) {
        String trace = Span.current().getSpanContext().isValid()
                ? Span.current().getSpanContext().getTraceId()
                : null;
        return new Problem(
                type.uri(),
                type.title(),
                type.status(),
                detail == null ? null : shortened(detail),
                routing.normalizedPath(),
                RequestIds.of(routing),
                trace,
                errors.stream()
                        .map(each -> new FieldError(shortened(each.pointer()), shortened(each.detail())))
                        .toList());
    }

    /** A text of a problem can repeat what the caller has sent, which can be as long as a body. */
    static String shortened(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        boolean inPair = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
        return text.substring(0, inPair ? LONGEST_TEXT - 1 : LONGEST_TEXT) + "...";
    }
}
