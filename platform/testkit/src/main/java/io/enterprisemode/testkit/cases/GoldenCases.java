package io.enterprisemode.testkit.cases;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads golden cases: from the folder of the system property {@value #FOLDER_PROPERTY} when it is given (a file that is
 * missing there skips the test), else from the class path under {@code /cases}.
 */
public final class GoldenCases {

    /** Names the folder with other cases of the same form. */
    public static final String FOLDER_PROPERTY = "cases.dir";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private GoldenCases() {}

    /** The cases of {@code <name>.json}, in the order of the file. */
    public static Stream<GoldenCase> of(String name) {
        return read(name).stream();
    }

    /** The cases of {@code <name>.json} that ask for this operation. */
    public static Stream<GoldenCase> of(String name, String op) {
        return of(name).filter(golden -> golden.isMissing() || golden.op().equals(op));
    }

    /** Any value as a tree that compares with golden ones: numbers by value, records and maps as objects. */
    public static JsonNode tree(Object value) {
        try {
            return MAPPER.readTree(MAPPER.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException("not writable as JSON: " + value, e);
        }
    }

    private static List<GoldenCase> read(String name) {
        String file = name + ".json";
        String folder = System.getProperty(FOLDER_PROPERTY, "");
        Path path = Path.of(folder).resolve(file);
        if (!folder.isEmpty() && !Files.exists(path)) {
            return List.of(GoldenCase.missing(path));
        }
        try (InputStream stream = folder.isEmpty() ? fromClassPath(file) : Files.newInputStream(path)) {
            return cases(file, MAPPER.readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static InputStream fromClassPath(String file) {
        InputStream stream = Thread.currentThread().getContextClassLoader().getResourceAsStream("cases/" + file);
        if (stream == null) {
            throw new IllegalStateException("no resource cases/" + file + " on the class path of the test");
        }
        return stream;
    }

    private static List<GoldenCase> cases(String file, JsonNode root) {
        List<GoldenCase> cases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode item : root) {
            GoldenCase golden =
                    new GoldenCase(item.required("name").asText(), item.required("input"), item.required("expected"));
            if (!names.add(golden.name())) {
                throw new IllegalStateException("two cases of " + file + " are named " + golden.name());
            }
            cases.add(golden);
        }
        if (cases.isEmpty()) {
            throw new IllegalStateException("no cases in " + file);
        }
        return cases;
    }
}
