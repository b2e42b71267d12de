package io.enterprisemode.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds the API of a service to the document that is checked in at {@code src/main/openapi/openapi.json}, and to the
 * methods that it names. A change shows in the diff of that file: {@code -Dopenapi.write=true} writes it anew, unless a
 * client could stumble over the change; then it takes {@code -Dopenapi.write=breaking}, and a word in the change's
 * description.
 */
public abstract class OpenApiContractTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** The address of the issuer's discovery document, which is another one in every test run. */
    private static final String ISSUER = "openIdConnectUrl";

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** Arrays whose order means nothing. */
    private static final Set<String> UNORDERED =
            Set.of("required", "enum", "type", "tags", "parameters", "oneOf", "anyOf", "allOf", "security");

    @Test
    void theApiIsTheOneThatIsCheckedIn() throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "src/main/openapi/openapi.json");
        String served = ordered(OpenApiDocument.text(OpenApiDocument.address()));
        String checkedIn = Files.exists(file) ? Files.readString(file) : "{}";
        if (served.equals(checkedIn)) {
            return;
        }
        List<String> breaking = BreakingChanges.between(JSON.readTree(checkedIn), JSON.readTree(served));
        String write = System.getProperty("openapi.write", "");
        if (write.equals("breaking") || (write.equals("true") && breaking.isEmpty())) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, served);
            return;
        }
        throw new AssertionError(
                breaking.isEmpty()
                        ? "The API has changed (" + difference(checkedIn, served)
                                + "). Write its document anew with -Dopenapi.write=true and check it in: " + file
                        : "The API breaks its clients (-Dopenapi.write=breaking if that is meant): " + breaking);
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsAnsweredWithThoseThatItHas() {
        List<ApiOperation> operations = OpenApiDocument.ofApplication().operations();
        Map<String, SortedSet<String>> expected = new TreeMap<>();
        Map<String, SortedSet<String>> answered = new TreeMap<>();
        for (ApiOperation operation : operations) {
            SortedSet<String> methods = methodsOf(operation.path(), operations);
            METHODS.stream().filter(method -> !methods.contains(method)).forEach(absent -> {
                String asked = absent + " " + operation.path();
                Response answer = RestAssured.given()
                        .noFilters()
                        .urlEncodingEnabled(false)
                        .request(absent, PARAMETER.matcher(operation.path()).replaceAll("none"));
                expected.put(asked, methods);
                answered.put(asked, allowedBy(answer, 405));
            });
        }

        assertThat(answered).isEqualTo(expected);
    }

    @Test
    void optionsNamesTheMethodsOfThePathAndNoOthers() {
        List<ApiOperation> operations = OpenApiDocument.ofApplication().operations();
        Map<String, SortedSet<String>> expected = new TreeMap<>();
        Map<String, SortedSet<String>> answered = new TreeMap<>();
        for (ApiOperation operation : operations) {
            Response answer = options(operation.path());
            expected.put(operation.path(), methodsOf(operation.path(), operations));
            answered.put(operation.path(), allowedBy(answer, 200));
        }

        assertThat(answered).isEqualTo(expected);
        ApiOperation first = operations.getFirst();
        assertThat(options(first.path() + "/nothing/at/all").statusCode()).isEqualTo(404);
    }

    private static Response options(String path) {
        return RestAssured.given()
                .noFilters()
                .urlEncodingEnabled(false)
                .options(PARAMETER.matcher(path).replaceAll("none"));
    }

    /** The methods in {@code Allow}; of another status what it is. */
    private static SortedSet<String> allowedBy(Response answer, int status) {
        return answer.statusCode() == status
                ? new TreeSet<>(List.of(String.valueOf(answer.header("Allow")).split(", ", -1)))
                : new TreeSet<>(Set.of(answer.statusLine()));
    }

    /** Those of every template that the path fits: a word in one may stand for the parameter of another. */
    private static SortedSet<String> methodsOf(String path, List<ApiOperation> operations) {
        String asked = PARAMETER.matcher(path).replaceAll("none");
        SortedSet<String> methods = new TreeSet<>(Set.of("OPTIONS"));
        for (ApiOperation operation : operations) {
            if (asked.matches(PARAMETER.matcher(operation.path()).replaceAll("[^/]+"))) {
                methods.add(operation.method().toUpperCase(Locale.ROOT));
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** The same document whatever the order in which classes and their members were found. */
    private static String ordered(String document) throws JsonProcessingException {
        JsonNode root = JSON.readTree(document);
        root.findParents(ISSUER).forEach(scheme -> ((ObjectNode) scheme).put(ISSUER, "of the installation"));
        sort(root);
        return JSON.writeValueAsString(JSON.treeToValue(root, Object.class)) + "\n";
    }

    private static void sort(JsonNode node) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (UNORDERED.contains(field.getKey()) && field.getValue() instanceof ArrayNode array) {
                List<JsonNode> sorted = new ArrayList<>();
                array.forEach(sorted::add);
                sorted.sort(Comparator.comparing(JsonNode::toString));
                array.removeAll().addAll(sorted);
            }
        }
        node.forEach(OpenApiContractTest::sort);
    }

    /** Where two texts part, for whoever has to find out why. */
    private static String difference(String one, String other) {
        List<String> lines = one.lines().toList();
        List<String> others = other.lines().toList();
        for (int i = 0; i < Math.min(lines.size(), others.size()); i++) {
            if (!lines.get(i).equals(others.get(i))) {
                return "line " + (i + 1) + " is checked in as '" + lines.get(i).strip() + "' and served as '"
                        + others.get(i).strip() + "'";
            }
        }
        return "one goes on where the other ends";
    }
}
