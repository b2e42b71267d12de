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
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends the requests of the isolation matrix; reads only the bodies of errors, so that endless streams do no harm. */
final class MatrixClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_READ = 65_536;
    private static final int NOT_IMPLEMENTED = 501;
    private static final String PROBLEM = "application/problem+json";
    private static final String SCIM = "application/scim+json";
    private static final String SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
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

    /**
     * Whether access was granted, whatever came of it; a failure of the service counts as neither, an honest "not
     * implemented" as the first.
     */
    static boolean isNotRefused(int status) {
        return status != 401 && status != 403 && (status < 500 || status == NOT_IMPLEMENTED);
    }

    private static boolean isProblem(JsonNode problem, int status) {
        return problem.path("type").isTextual()
                && problem.path("title").isTextual()
                && problem.path("status").asInt() == status;
    }

    private static boolean isScimError(JsonNode error, int status) {
        return error.path("schemas").path(0).asText().equals(SCIM_ERROR)
                && error.path("detail").isTextual()
                && error.path("status").isTextual()
                && error.path("status").asText().equals(String.valueOf(status));
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
            if (status >= 500 && status != NOT_IMPLEMENTED) {
                found.add(prefix + "is a failure of the service: " + summary());
            }
            String contentType = headers.getOrDefault("Content-Type", "without content type");
            if (contentType.startsWith(PROBLEM)) {
                found.addAll(badlyFormed(prefix, MatrixClient::isProblem));
            } else if (contentType.startsWith(SCIM) && isDocumentedAs(SCIM)) {
                found.addAll(badlyFormed(prefix, MatrixClient::isScimError));
            } else {
                found.add(prefix + "is " + contentType + " instead of " + PROBLEM);
            }
            if (INTERNALS.matcher(body).find()) {
                found.add(prefix + "tells internals: " + summary());
            }
            return found;
        }

        /** Protocols that prescribe a form of errors of their own (SCIM: RFC 7644, section 3.12) document it. */
        private boolean isDocumentedAs(String mediaType) {
            return OpenApiDocument.ofApplication()
                    .resolve(operation.node().path("responses").path(String.valueOf(status)))
                    .path("content")
                    .has(mediaType);
        }

        private List<String> badlyFormed(String prefix, BiPredicate<JsonNode, Integer> complete) {
            try {
                if (!complete.test(JSON.readTree(body), status)) {
                    return List.of(prefix + "is not complete or tells another status: " + summary());
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
