package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of the service under test. In 3.1 the schemas are JSON Schema 2020-12, so they are checked by a
 * general validator, with formats asserted; those of 3.0 are lifted to it.
 */
public final class OpenApiDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final Map<String, OpenApiDocument> BY_ADDRESS = new ConcurrentHashMap<>();

    private final JsonNode root;
    private final List<ApiOperation> operations;
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final SchemaValidatorsConfig config =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private OpenApiDocument(JsonNode root) {
        this.root = root;
        operations = readOperations();
    }

    /** The document as JSON text. */
    public static OpenApiDocument parse(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            String version = root.path("openapi").asText();
            if (version.startsWith("3.0.")) {
                OlderSchemas.lift(root);
            } else if (!version.startsWith("3.1.")) {
                throw new IllegalArgumentException("OpenAPI 3.0 or 3.1 is needed, this is '" + version + "'");
            }
            return new OpenApiDocument(root);
        } catch (IOException e) {
            throw new IllegalArgumentException("The OpenAPI document is no JSON", e);
        }
    }

    /**
     * The document that the running application serves at {@code /q/openapi}, on its main or its management port; read
     * once.
     */
    public static OpenApiDocument ofApplication() {
        return BY_ADDRESS.computeIfAbsent(address(), address -> parse(text(address)));
    }

    /** Base address of the application under test. */
    static String address() {
        return RestAssured.baseURI + ":" + RestAssured.port;
    }

    /** The document that the application at an address serves, as it serves it. */
    static String text(String address) {
        List<String> places = new ArrayList<>();
        places.add(address);
        ConfigProvider.getConfig()
                .getOptionalValue("test.management.url", String.class)
                .ifPresent(places::add);
        List<String> tried = new ArrayList<>();
        // A document of some size can overtake the answer to an upgrade to HTTP/2.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (String place : places) {
                URI uri = URI.create(place.replaceAll("/q/?$", "") + "/q/openapi?format=json");
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .build();
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                tried.add(uri + " answered " + response.statusCode());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Could not read the OpenAPI document: " + tried, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading the OpenAPI document", e);
        }
        throw new IllegalStateException("No OpenAPI document: " + tried);
    }

    /** All operations, ordered by path and method. */
    public List<ApiOperation> operations() {
        return operations;
    }

    /** The operation that answers a request, if there is one; literal paths win over templates. */
    public Optional<ApiOperation> find(String method, String path) {
        return candidates(path).stream()
                .filter(operation -> operation.method().equalsIgnoreCase(method))
                .findFirst();
    }

    /** Whether any operation has this path. */
    public boolean knowsPath(String path) {
        return !candidates(path).isEmpty();
    }

    private List<ApiOperation> candidates(String path) {
        return operations.stream()
                .filter(operation -> operation.matches(path))
                .sorted(Comparator.comparingInt(
                        operation -> operation.parametersInPath().size()))
                .toList();
    }

    /**
     * What is wrong with a JSON value by a schema of this document; empty if nothing is.
     *
     * @param name names the schema in this document, for the cache
     */
    List<String> violations(String name, JsonNode schema, JsonNode value) {
        JsonSchema compiled = schemas.computeIfAbsent(name, ignored -> compile(schema));
        return compiled.validate(value).stream()
                .map(message -> message.getInstanceLocation() + ": " + message.getMessage())
                .sorted()
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.setAll((ObjectNode) schema.deepCopy());
        if (root.has("components")) {
            whole.set("components", root.get("components"));
        }
        return factory.getSchema(whole, config);
    }

    /** Follows a reference inside this document, if the node is one. */
    JsonNode resolve(@Nullable JsonNode node) {
        JsonNode current = node == null ? JSON.missingNode() : node;
        while (current.has("$ref") && current.get("$ref").asText().startsWith("#/")) {
            current = root.at(current.get("$ref").asText().substring(1));
        }
        return current;
    }

    private List<ApiOperation> readOperations() {
        List<ApiOperation> found = new ArrayList<>();
        root.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (METHODS.contains(entry.getKey())) {
                        found.add(operation(path.getKey(), path.getValue(), entry.getKey(), entry.getValue()));
                    }
                }));
        found.sort(Comparator.comparing(ApiOperation::path).thenComparing(ApiOperation::method));
        return List.copyOf(found);
    }

    private ApiOperation operation(String path, JsonNode item, String method, JsonNode node) {
        List<JsonNode> parameters = new ArrayList<>();
        for (JsonNode holder : Arrays.asList(item, node)) {
            holder.path("parameters").forEach(parameter -> parameters.add(resolve(parameter)));
        }
        return new ApiOperation(method.toUpperCase(Locale.ROOT), path, node, parameters);
    }
}
