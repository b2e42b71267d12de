package io.enterprisemode.gateway.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.web.access.AccessFilter;
import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends requests to the services on behalf of a caller, with the caller's token. */
@ApplicationScoped
public class Backends {

    private static final int CONNECTIONS = 128;

    private final WebClient client;
    private final ServicesConfiguration configuration;
    private final ObjectMapper json;
    private final LatestChange latest;

    Backends(ServicesConfiguration configuration, ServiceClient connections, ObjectMapper json, LatestChange latest) {
        this.client = connections.web(configuration.askDeadline(), CONNECTIONS);
        this.configuration = configuration;
        this.json = json;
        this.latest = latest;
    }

    /**
     * On whose behalf services are asked.
     *
     * @param token the caller's
     * @param organizationId null: none is named
     * @param requestId of the caller's request
     * @param upTo the view of access must contain the change of this token; null: the caller sent none
     */
    public record Question(
            String token,
            @Nullable UUID organizationId,
            String requestId,
            @Nullable ConsistencyToken upTo) {

        /** The same in an organization. */
        public Question in(UUID organization) {
            return new Question(token, organization, requestId, upTo);
        }
    }

    /**
     * Gets a JSON document, within {@link ServicesConfiguration#askDeadline()}.
     *
     * @param path with query, as the service knows it
     * @return fails with {@link Refusal} when the service answers with an error, else as the connection fails
     */
    public Uni<JsonNode> get(String service, String path, Question question) {
        HttpRequest<Buffer> request = client.getAbs(service(service).url() + path)
                .putHeader("Authorization", "Bearer " + question.token())
                .putHeader("Accept", "application/json")
                .putHeader(RequestIds.HEADER, question.requestId())
                .timeout(configuration.askDeadline().toMillis());
        if (question.organizationId() != null) {
            request.putHeader(
                    AccessFilter.ORGANIZATION_HEADER, question.organizationId().toString());
        }
        ConsistencyToken own = question.upTo();
        String change = latest.token(own == null ? null : own.value());
        if (change != null) {
            request.putHeader(ConsistencyToken.HEADER, change);
        }
        return request.send()
                .invoke(response -> latest.note(response.getHeader(ConsistencyToken.HEADER)))
                .map(response -> read(service, response));
    }

    /** Sends a request to the management interface of a service; returns the HTTP status. */
    public Uni<Integer> probe(String service, String path, Duration timeout) {
        return client.getAbs(service(service).managementUrl() + path)
                .timeout(timeout.toMillis())
                .send()
                .map(HttpResponse::statusCode);
    }

    /** The document of a service's wellness checks ({@code /q/health/well}), whatever their result. */
    public Uni<JsonNode> wellness(String service, Duration timeout) {
        return client.getAbs(service(service).managementUrl() + "/q/health/well")
                .timeout(timeout.toMillis())
                .send()
                .map(response -> parsed(service, response));
    }

    private ServicesConfiguration.Service service(String name) {
        ServicesConfiguration.Service service = configuration.services().get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service " + name);
        }
        return service;
    }

    private JsonNode read(String service, HttpResponse<Buffer> response) {
        if (response.statusCode() != 200) {
            throw new Refusal(service, response.statusCode(), problemType(response));
        }
        return parsed(service, response);
    }

    /** The {@code type} of a problem document; null: it is none. */
    private @Nullable String problemType(HttpResponse<Buffer> response) {
        try {
            JsonNode type = json.readTree(response.bodyAsString()).path("type");
            return type.isTextual() ? type.asText() : null;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }

    private JsonNode parsed(String service, HttpResponse<Buffer> response) {
        try {
            return json.readTree(response.bodyAsString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(service + "-service did not answer with JSON", e);
        }
    }

    /** A service answered with a status other than 200. */
    public static final class Refusal extends RuntimeException {

        private final int status;
        private final @Nullable String type;

        Refusal(String service, int status, @Nullable String type) {
            super(service + "-service answered " + status, null, false, false);
            this.status = status;
            this.type = type;
        }

        /** Whether the service answered with a problem of this type. */
        public boolean is(ProblemType problem) {
            return problem.uri().equals(type);
        }

        public int status() {
            return status;
        }

        /** The problem that is returned to the caller when the service's answer is its only cause. */
        public ProblemException asProblem() {
            return switch (status) {
                case 401 -> ProblemType.UNAUTHENTICATED.with("The credential is missing, expired or not valid here.");
                case 403 -> ProblemType.FORBIDDEN.with("You may not do this.");
                case 404 -> ProblemException.notFound("resource");
                case 429 ->
                    ProblemException.retryLater(
                            ProblemType.TOO_MANY_REQUESTS, "Ask again shortly.", Duration.ofSeconds(2));
                default ->
                    ProblemException.retryLater(
                            ProblemType.UNAVAILABLE, "A service is away; try again shortly.", Duration.ofSeconds(2));
            };
        }
    }
}
