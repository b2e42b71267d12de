package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.filter.OrderedFilter;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares every exchange of a test with the OpenAPI document: the answer must have a documented status, a documented
 * media type and a body that fits the schema and holds nothing undocumented; a request that is accepted (2xx) must be
 * one that the document allows. A refused request need not be valid: tests of bad input simply send it.
 */
public final class OpenApiConformance implements OrderedFilter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> API = List.of("/api/", "/scim/");
    private static final String REQUEST_UNCHECKED = "openapi.request.unchecked";

    private final @Nullable OpenApiDocument fixed;

    private OpenApiConformance(@Nullable OpenApiDocument fixed) {
        this.fixed = fixed;
    }

    /** The filter for the application under test; {@code @WithSuite} applies it to every call. */
    public static OpenApiConformance filter() {
        return new OpenApiConformance(null);
    }

    /** The filter for a given document. */
    public static OpenApiConformance filter(OpenApiDocument document) {
        return new OpenApiConformance(document);
    }

    /**
     * For one call whose request is accepted although the document does not allow it:
     * {@code given().filter(requestUnchecked())}.
     */
    public static Filter requestUnchecked() {
        return new RequestUnchecked();
    }

    @Override
    public int getOrder() {
        return DEFAULT_PRECEDENCE + 1;
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        Exchange exchange = exchange(request, response, !context.hasValue(REQUEST_UNCHECKED));
        OpenApiDocument document = fixed == null ? documentFor(exchange) : fixed;
        List<String> violations = document == null ? List.of() : violations(document, exchange);
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "%s %s answered %d, which does not conform to the OpenAPI document:%n- %s%nBody: %s"
                            .formatted(
                                    exchange.method(),
                                    exchange.path(),
                                    exchange.status(),
                                    String.join("\n- ", violations),
                                    exchange.responseBody()));
        }
        return response;
    }

    private static @Nullable OpenApiDocument documentFor(Exchange exchange) {
        return API.stream().anyMatch(exchange.path()::startsWith) ? OpenApiDocument.ofApplication() : null;
    }

    /** What of the exchange does not conform; empty if all does. */
    static List<String> violations(OpenApiDocument document, Exchange exchange) {
        Optional<ApiOperation> operation = document.find(exchange.method(), exchange.path());
        if (operation.isEmpty()) {
            return undocumented(document, exchange);
        }
        List<String> found = new ArrayList<>();
        checkAnswer(document, operation.get(), exchange, found);
        if (exchange.status() < 300 && exchange.requestChecked()) {
            checkRequest(document, operation.get(), exchange, found);
        }
        return found;
    }

    private static List<String> undocumented(OpenApiDocument document, Exchange exchange) {
        boolean refused = document.knowsPath(exchange.path())
                ? exchange.status() == 405 || (exchange.status() == 200 && isFree(exchange.method()))
                : exchange.status() == 404 || exchange.status() == 401;
        return refused ? List.of() : List.of("the document has no such operation");
    }

    private static boolean isFree(String method) {
        return method.equals("OPTIONS") || method.equals("HEAD");
    }

    private static void checkAnswer(
            OpenApiDocument document, ApiOperation operation, Exchange exchange, List<String> found) {
        JsonNode responses = operation.node().path("responses");
        String key = statusKey(responses, exchange.status());
        if (key == null) {
            found.add("the status is not documented, only " + names(responses));
            return;
        }
        JsonNode response = document.resolve(responses.get(key));
        response.path("headers").properties().forEach(header -> {
            boolean required =
                    document.resolve(header.getValue()).path("required").asBoolean();
            if (required && !exchange.responseHeaders().containsKey(header.getKey())) {
                found.add("the required header " + header.getKey() + " is missing");
            }
        });
        if (exchange.responseBody().isEmpty()) {
            boolean bodyless = exchange.status() == 204
                    || exchange.status() == 304
                    || exchange.method().equals("HEAD");
            if (response.path("content").size() > 0 && !bodyless && exchange.status() < 300) {
                found.add("a body is documented, none came");
            }
            return;
        }
        checkContent(
                document,
                operation + " " + key,
                response.path("content"),
                exchange.responseHeaders().get("Content-Type"),
                exchange.responseBody(),
                "answer",
                found);
    }

    private static void checkRequest(
            OpenApiDocument document, ApiOperation operation, Exchange exchange, List<String> found) {
        Set<String> query = new HashSet<>();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "query" -> {
                    query.add(name);
                    checkParameter(
                            document, operation, parameter, exchange.query().get(name), found);
                }
                case "header" ->
                    checkParameter(
                            document,
                            operation,
                            parameter,
                            exchange.requestHeaders().get(name),
                            found);
                default -> {}
            }
        }
        exchange.query().keySet().stream()
                .filter(name -> !query.contains(name))
                .forEach(name -> found.add("accepted the undocumented query parameter " + name));
        JsonNode body = document.resolve(operation.node().get("requestBody"));
        if (exchange.requestBody().isEmpty()) {
            if (body.path("required").asBoolean()) {
                found.add("accepted a request without the required body");
            }
        } else if (body.isMissingNode()) {
            found.add("accepted a body that is not documented");
        } else {
            checkContent(
                    document,
                    operation + " request",
                    body.path("content"),
                    exchange.requestHeaders().get("Content-Type"),
                    exchange.requestBody(),
                    "request",
                    found);
        }
    }

    private static void checkParameter(
            OpenApiDocument document,
            ApiOperation operation,
            JsonNode parameter,
            @Nullable String value,
            List<String> found) {
        String name = parameter.path("name").asText();
        if (value == null) {
            if (parameter.path("required").asBoolean()) {
                found.add("accepted a request without the required parameter " + name);
            }
            return;
        }
        JsonNode schema = document.resolve(parameter.get("schema"));
        if (schema.isMissingNode() || schema.path("type").asText().equals("array")) {
            return;
        }
        String schemaName = operation + " " + parameter.path("in").asText() + " " + name;
        document.violations(schemaName, schema, typed(schema, value))
                .forEach(violation -> found.add("accepted parameter " + name + " '" + value + "' " + violation));
    }

    private static JsonNode typed(JsonNode schema, String value) {
        Set<String> types = new HashSet<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else {
            types.add(type.asText());
        }
        try {
            if (types.contains("integer") || types.contains("number") || types.contains("boolean")) {
                return JSON.readTree(value);
            }
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(value);
        }
        return JsonNodeFactory.instance.textNode(value);
    }

    private static void checkContent(
            OpenApiDocument document,
            String name,
            JsonNode content,
            @Nullable String contentType,
            String body,
            String what,
            List<String> found) {
        String mediaType =
                contentType == null ? "" : contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        JsonNode documented = content.has(mediaType) ? content.get(mediaType) : content.get("*/*");
        if (documented == null) {
            found.add("the media type '%s' of the %s is not documented, only %s"
                    .formatted(mediaType, what, names(content)));
            return;
        }
        JsonNode schema = documented.get("schema");
        if (schema == null || !isJson(mediaType)) {
            return;
        }
        try {
            document.violations(name + " " + mediaType, schema, JSON.readTree(body))
                    .forEach(violation -> found.add("the " + what + " does not fit its schema at " + violation));
            if (what.equals("answer") && !mediaType.equals("application/problem+json")) {
                found.addAll(UndocumentedProperties.in(document, schema, JSON.readTree(body)));
            }
        } catch (JsonProcessingException e) {
            found.add("the " + what + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static boolean isJson(String mediaType) {
        return mediaType.equals("application/json") || mediaType.endsWith("+json");
    }

    private static @Nullable String statusKey(JsonNode responses, int status) {
        for (String key : List.of(String.valueOf(status), status / 100 + "XX", "default")) {
            if (responses.has(key)) {
                return key;
            }
        }
        return null;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Exchange exchange(
            FilterableRequestSpecification request, Response response, boolean requestChecked) {
        URI uri = URI.create(request.getURI());
        Map<String, String> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.getHeaders().forEach(header -> requestHeaders.put(header.getName(), header.getValue()));
        if (request.getContentType() != null) {
            requestHeaders.putIfAbsent("Content-Type", request.getContentType());
        }
        Map<String, String> responseHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.getHeaders().forEach(header -> responseHeaders.put(header.getName(), header.getValue()));
        return new Exchange(
                request.getMethod(),
                uri.getPath(),
                query(uri),
                requestHeaders,
                text(request.getBody()),
                response.statusCode(),
                responseHeaders,
                response.getBody().asString(),
                requestChecked);
    }

    private static String text(@Nullable Object body) {
        return switch (body) {
            case null -> "";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            default -> body.toString();
        };
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new TreeMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
            }
        }
        return query;
    }

    private static String decode(String text) {
        return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /**
     * What went over the wire; hence more than seven components.
     *
     * @param requestHeaders looked up without regard to case, as {@code responseHeaders}
     * @param requestBody empty: none
     * @param requestChecked whether an accepted request must be a documented one
     */
    record Exchange(
            String method,
            String path,
            Map<String, String> query,
            Map<String, String> requestHeaders,
            String requestBody,
            int status,
            Map<String, String> responseHeaders,
            String responseBody,
            boolean requestChecked) {}

    private static final class RequestUnchecked implements Filter {
        @Override
        public Response filter(
                FilterableRequestSpecification request,
                FilterableResponseSpecification expected,
                FilterContext context) {
            context.setValue(REQUEST_UNCHECKED, true);
            return context.next(request, expected);
        }
    }
}
