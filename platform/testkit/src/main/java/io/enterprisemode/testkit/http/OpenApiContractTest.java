package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds the API of a service to the document that is checked in at {@code src/main/openapi/openapi.json}. A change shows in the diff of that
 * file: {@code -Dopenapi.write=true} writes it anew, unless a client could stumble over the change; then it takes
 * {@code -Dopenapi.write=breaking}, and a word in the change's description.
 */
public abstract class OpenApiContractTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    /** The address of the issuer's discovery document, which is another one in every test run. */
    private static final String ISSUER = "openIdConnectUrl";

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
