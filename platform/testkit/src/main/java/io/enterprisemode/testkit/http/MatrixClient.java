package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends the requests of the isolation matrix; reads only the bodies of errors, so that endless streams do no harm. */
final class MatrixClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_READ = 65_536;
    private static final Pattern INTERNALS =
            Pattern.compile("stackTrace|\\bat [a-z]+(\\.[A-Za-z0-9_$]+)+\\(|[A-Za-z]+(Exception|Error)\\b(?!s)");

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Answer send(ApiOperation operation, String path, @Nullable String token, @Nullable UUID organization, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(OpenApiDocument.address() + path))
                .timeout(Duration.ofSeconds(20));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (organization != null) {
            request.header("Enterprise-Org", organization.toString());
        }
        JsonNode content = OpenApiDocument.ofApplication()
                .resolve(operation.node().get("requestBody"))
                .path("content");
        if (content.isEmpty()) {
            request.method(operation.method(), HttpRequest.BodyPublishers.noBody());
        } else {
            boolean json = content.has("application/json");
            request.header(
                    "Content-Type",
                    json ? "application/json" : content.fieldNames().next());
            request.method(operation.method(), HttpRequest.BodyPublishers.ofString(json ? body : ""));
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream stream = response.body()) {
                String text = response.statusCode() < 400
                        ? ""
                        : new String(stream.readNBytes(MOST_READ), StandardCharsets.UTF_8);
                Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
                return new Answer(operation, path, response.statusCode(), headers, text);
            }
        } catch (IOException e) {
            throw new IllegalStateException(operation + " gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted during " + operation, e);
        }
    }

    /** Whether access was granted, whatever came of it; a failure of the service counts as neither. */
    static boolean isNotRefused(int status) {
        return status != 401 && status != 403 && status < 500;
    }

    /**
     * An answer of the service.
     *
     * @param body of an error only
     */
    record Answer(ApiOperation operation, String path, int status, Map<String, String> headers, String body) {

        /** What is wrong if the status is not the expected one, or an error is not told as it should be. */
        List<String> unless(String who, int expected) {
            List<String> found = new ArrayList<>(badlyTold(who));
            if (status != expected) {
                found.add("%s %s: expected %d, was %s".formatted(operation, who, expected, summary()));
            }
            return found;
        }

        /** What is wrong if the status does not fit, or an error is not told as it should be. */
        List<String> unless(String who, IntPredicate expected) {
            List<String> found = new ArrayList<>(badlyTold(who));
            if (!expected.test(status)) {
                found.add("%s %s: unexpectedly %s".formatted(operation, who, summary()));
            }
            return found;
        }

        private List<String> badlyTold(String who) {
            if (status < 400) {
                return List.of();
            }
            List<String> found = new ArrayList<>();
            String prefix = "%s %s: the error %d ".formatted(operation, who, status);
            if (status >= 500) {
                found.add(prefix + "is a failure of the service: " + summary());
            }
            if (!headers.getOrDefault("Content-Type", "").startsWith("application/problem+json")) {
                found.add(prefix + "is " + headers.getOrDefault("Content-Type", "without content type")
                        + " instead of application/problem+json");
            } else {
                found.addAll(badProblem(prefix));
            }
            if (INTERNALS.matcher(body).find()) {
                found.add(prefix + "tells internals: " + summary());
            }
            return found;
        }

        private List<String> badProblem(String prefix) {
            try {
                JsonNode problem = JSON.readTree(body);
                boolean complete = problem.path("type").isTextual()
                        && problem.path("title").isTextual()
                        && problem.path("status").asInt() == status;
                if (!complete) {
                    return List.of(prefix + "lacks type, title or the same status: " + summary());
                }
                boolean documented = operation.node().path("responses").has(String.valueOf(status))
                        || operation.node().path("responses").has("default")
                        || operation.node().path("responses").has(status / 100 + "XX");
                return documented ? List.of() : List.of(prefix + "is not documented");
            } catch (JsonProcessingException e) {
                return List.of(prefix + "is no JSON: " + summary());
            }
        }

        private String summary() {
            return status + (body.isEmpty() ? "" : " " + body.substring(0, Math.min(300, body.length())));
        }
    }
}
