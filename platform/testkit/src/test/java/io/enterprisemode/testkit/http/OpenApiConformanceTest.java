package io.enterprisemode.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.testkit.http.OpenApiConformance.Exchange;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenApiConformanceTest {

    private static final String ID = "019a0000-0000-7000-8000-000000000001";
    private static final OpenApiDocument DOCUMENT = OpenApiDocument.parse(SampleService.OPENAPI);

    @Test
    void aDocumentedExchangeConforms() {
        assertThat(get(
                        "/api/things",
                        Map.of("color", "red", "limit", "10"),
                        200,
                        "{\"items\": [{\"id\": \"" + ID
                                + "\", \"name\": \"x\", \"note\": null, \"madeAt\": \"2026-01-01T00:00:00Z\"}]}"))
                .isEmpty();
    }

    @Test
    void aWrongBodyIsFound() {
        assertThat(get("/api/things", Map.of("color", "red"), 200, "{\"items\": [{\"id\": \"no-uuid\", \"name\": 1}]}"))
                .anyMatch(line -> line.contains("$.items[0].id") || line.contains("/items/0/id"))
                .anyMatch(line -> line.contains("name"));
    }

    @Test
    void anUndocumentedPropertyIsFound() {
        assertThat(get("/api/things", Map.of("color", "red"), 200, "{\"items\": [], \"secret\": 1}"))
                .containsExactly("the answer holds the undocumented property $.secret");
    }

    @Test
    void anInstantThatIsNoneIsFound() {
        assertThat(get(
                        "/api/things/" + ID,
                        Map.of(),
                        200,
                        "{\"id\": \"" + ID + "\", \"name\": \"x\", \"madeAt\": \"yesterday\"}"))
                .anyMatch(line -> line.contains("madeAt"));
    }

    @Test
    void anUndocumentedStatusIsFound() {
        OpenApiDocument strict = OpenApiDocument.parse(
                SampleService.OPENAPI.replaceAll(",\\s*\"default\": \\{\"description\": \"\"}", ""));

        assertThat(OpenApiConformance.violations(strict, exchange("GET", "/api/me", Map.of(), "", 418, "", Map.of())))
                .containsExactly("the status is not documented, only [200]");
    }

    @Test
    void anUndocumentedMediaTypeIsFound() {
        assertThat(OpenApiConformance.violations(
                        DOCUMENT,
                        exchange("GET", "/api/plans", Map.of(), "", 200, "x", Map.of("Content-Type", "text/plain"))))
                .containsExactly(
                        "the media type 'text/plain' of the answer is not documented, only [application/json]");
    }

    @Test
    void anUndocumentedPathIsFoundUnlessItIsNotThere() {
        assertThat(get("/api/nothing", Map.of(), 200, "{}")).containsExactly("the document has no such operation");
        assertThat(get("/api/nothing", Map.of(), 404, "{}")).isEmpty();
    }

    @Test
    void anAcceptedRequestMustBeAllowed() {
        assertThat(get("/api/things", Map.of("limit", "1000", "colour", "red"), 200, "{\"items\": []}"))
                .contains("accepted a request without the required parameter color")
                .contains("accepted the undocumented query parameter colour")
                .anyMatch(line -> line.contains("accepted parameter limit '1000'"));
    }

    @Test
    void aRefusedRequestNeedNotBeAllowed() {
        assertThat(get("/api/things", Map.of("limit", "many"), 400, "")).isEmpty();
    }

    @Test
    void anAcceptedBodyMustFitItsSchema() {
        String made = "{\"id\": \"" + ID + "\", \"name\": \"x\"}";
        assertThat(post("{\"name\": \"x\"}", 201, made)).isEmpty();
        assertThat(post("{\"name\": \"\", \"more\": 1}", 201, made)).hasSize(2);
        assertThat(post("", 201, made)).containsExactly("accepted a request without the required body");
        assertThat(post("{}", 400, "")).isEmpty();
    }

    @Test
    void aMissingRequiredHeaderIsFound() {
        assertThat(OpenApiConformance.violations(
                        DOCUMENT,
                        exchange(
                                "POST",
                                "/api/things",
                                Map.of(),
                                "{\"name\": \"x\"}",
                                201,
                                "{\"id\": \"" + ID + "\", \"name\": \"x\"}",
                                Map.of("Content-Type", "application/json"))))
                .containsExactly("the required header Location is missing");
    }

    @Test
    void schemasOfOpenApi30AreUnderstood() {
        String older = SampleService.OPENAPI
                .replace("3.1.0", "3.0.3")
                .replace("[\"string\", \"null\"]", "\"string\", \"nullable\": true")
                .replace("\"maximum\": 100", "\"maximum\": 100, \"exclusiveMaximum\": true");
        OpenApiDocument document = OpenApiDocument.parse(older);

        assertThat(OpenApiConformance.violations(
                        document,
                        exchange(
                                "GET",
                                "/api/things",
                                Map.of("color", "red", "limit", "100"),
                                "",
                                200,
                                "{\"items\": [{\"id\": \"" + ID + "\", \"name\": \"x\", \"note\": null}]}",
                                Map.of("Content-Type", "application/json"))))
                .singleElement()
                .asString()
                .contains("limit '100'");
    }

    @Test
    void anotherOpenApiIsRefused() {
        assertThatThrownBy(() -> OpenApiDocument.parse("{\"openapi\": \"2.0\"}"))
                .hasMessageContaining("3.1");
    }

    private static java.util.List<String> get(String path, Map<String, String> query, int status, String body) {
        return OpenApiConformance.violations(
                DOCUMENT, exchange("GET", path, query, "", status, body, Map.of("Content-Type", "application/json")));
    }

    private static java.util.List<String> post(String body, int status, String answer) {
        return OpenApiConformance.violations(
                DOCUMENT,
                exchange(
                        "POST",
                        "/api/things",
                        Map.of(),
                        body,
                        status,
                        answer,
                        Map.of("Content-Type", "application/json", "Location", "/api/things/1")));
    }

    private static Exchange exchange(
            String method,
            String path,
            Map<String, String> query,
            String body,
            int status,
            String answer,
            Map<String, String> headers) {
        Map<String, String> answerHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answerHeaders.putAll(headers);
        Map<String, String> requestHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        requestHeaders.put("Content-Type", "application/json");
        return new Exchange(method, path, query, requestHeaders, body, status, answerHeaders, answer, true);
    }
}
