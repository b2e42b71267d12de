package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                        ? "The API has grown. Write its document anew with -Dopenapi.write=true and check it in: "
                                + file
                        : "The API breaks its clients (-Dopenapi.write=breaking if that is meant): " + breaking);
    }

    /** The same document whatever the order in which classes were found. */
    private static String ordered(String document) throws JsonProcessingException {
        JsonNode root = JSON.readTree(document);
        return JSON.writeValueAsString(JSON.treeToValue(root, Object.class)) + "\n";
    }
}
