package io.enterprisemode.local.seed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.client.usage.Credentials;
import io.enterprisemode.client.usage.UsageClient;
import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One person's or program's requests to the gateway. Immutable. */
final class DemoApi {

    /** What came back with an expected status. */
    record Answer(int status, JsonNode body) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final HttpClient http;
    private final URI gateway;
    private final String token;
    private final @Nullable String organization;

    private DemoApi(HttpClient http, URI gateway, String token, @Nullable String organization) {
        this.http = http;
        this.gateway = gateway;
        this.token = token;
        this.organization = organization;
    }

    /** Requests with a token, in no organization yet. */
    static DemoApi of(HttpClient http, URI gateway, String token) {
        return new DemoApi(http, gateway, token, null);
    }

    /** The same requests in an organization. */
    DemoApi in(String organizationId) {
        return new DemoApi(http, gateway, token, organizationId);
    }

    /** A client for usage with the same token, in the same organization. */
    UsageClient.Builder usageClient() {
        UsageClient.Builder client = UsageClient.builder(gateway).credentials(Credentials.token(() -> token));
        return organization == null ? client : client.organization(organization);
    }

    /** What is at a path. */
    JsonNode get(String path) {
        return answer(() -> send("GET", path, null, null, ""), 200).body();
    }

    /** Creates something; repeated with the same key it is created once. */
    JsonNode create(String path, Object request, String idempotencyKey) {
        return answer(() -> send("POST", path, "application/json", idempotencyKey, text(request)), 201)
                .body();
    }

    /** Changes something; repeated with the same key it is changed once. */
    JsonNode change(String path, Object request, String idempotencyKey) {
        return answer(() -> send("POST", path, "application/json", idempotencyKey, text(request)), 200)
                .body();
    }

    /** Posts JSON. */
    Answer post(String path, Object body, int... expected) {
        return answer(() -> send("POST", path, "application/json", null, text(body)), expected);
    }

    /** Posts lines of JSON. */
    JsonNode postLines(String path, String lines) {
        return answer(() -> send("POST", path, "application/x-ndjson", null, lines), 200)
                .body();
    }

    /** Puts JSON. */
    void put(String path, Object body) {
        answer(() -> send("PUT", path, "application/json", null, text(body)), 204);
    }

    /** Deletes what is at a path. */
    void delete(String path) {
        answer(() -> send("DELETE", path, null, null, ""), 204);
    }

    /** Repeats the request until the answer is right. */
    static <T> T await(String what, Supplier<T> question, Predicate<T> isRight) {
        Instant deadline = Instant.now().plus(PATIENCE);
        T answer = question.get();
        while (!isRight.test(answer)) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException(
                        "The demo data is not complete: " + what + " did not happen within " + PATIENCE.toSeconds()
                                + " s",
                        "See the logs with ./suite logs <service>; ./suite up goes on with the demo data");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            answer = question.get();
        }
        return answer;
    }

    /**
     * Repeats the request while the services do not know the organization or the member yet (404, 403), are not ready
     * (503), or do not know yet how much the plan allows that was subscribed to a moment ago.
     */
    private Answer answer(Supplier<HttpResponse<String>> question, int... expected) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            HttpResponse<String> response = question.get();
            int status = response.statusCode();
            if (Arrays.stream(expected).anyMatch(each -> each == status)) {
                return new Answer(status, json(response.body()));
            }
            boolean notYet = status == 404
                    || status == 403
                    || status == 503
                    || (status == 409 && response.body().contains("/problems/seat-limit-reached"));
            if (!notYet || Instant.now().isAfter(deadline)) {
                HttpRequest request = response.request();
                throw new SuiteException(
                        "The demo data is refused: " + request.method() + " "
                                + request.uri().getPath() + " answered " + status + " " + response.body(),
                        "See the logs with ./suite logs <service>, or start without: SUITE_SEED=false ./suite up");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String contentType, @Nullable String idempotencyKey, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .method(
                        method,
                        contentType == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        Optional.ofNullable(organization).ifPresent(id -> request.header("Enterprise-Org", id));
        Optional.ofNullable(contentType).ifPresent(type -> request.header("Content-Type", type));
        Optional.ofNullable(idempotencyKey).ifPresent(key -> request.header("Idempotency-Key", key));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new SuiteException(
                    "The gateway at " + gateway + " does not answer while the demo data is made",
                    "See ./suite status and run ./suite up again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode json(String body) {
        try {
            return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }

    /** A value as JSON on one line. */
    static String text(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
