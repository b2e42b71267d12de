package io.enterprisemode.testkit.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class GoldenCasesTest {

    @TempDir
    private Path folder;

    private String folderBefore;

    @BeforeEach
    void readFromTheFolder() {
        folderBefore = System.getProperty(GoldenCases.FOLDER_PROPERTY, "");
        System.setProperty(GoldenCases.FOLDER_PROPERTY, folder.toString());
    }

    @AfterEach
    void readFromWhereItWas() {
        System.setProperty(GoldenCases.FOLDER_PROPERTY, folderBefore);
    }

    @Test
    void integersAreExactAndDecimalsAreDecimal() throws IOException {
        write("""
                [{"name": "large", "input": {"op": "add", "a": 9007199254740993, "b": 18446744073709551616},
                  "expected": {"c": 0.1}}]
                """);

        GoldenCase golden = GoldenCases.of("sums").findFirst().orElseThrow();

        assertThat(golden.op()).isEqualTo("add");
        assertThat(golden.input().path("a").longValue()).isEqualTo(9007199254740993L);
        assertThat(golden.input().path("b").bigIntegerValue()).isEqualTo("18446744073709551616");
        assertThat(golden.expected().path("c").decimalValue()).isEqualTo("0.1");
        assertThat(golden).hasToString("large");
    }

    @Test
    void casesAreFoundByTheirOperation() throws IOException {
        write("""
                [{"name": "a", "input": {"op": "x"}, "expected": {}}, {"name": "b", "input": {"op": "y"},
                 "expected": {}}]
                """);

        assertThat(GoldenCases.of("sums", "y")).singleElement().hasToString("b");
    }

    @Test
    void aFileThatIsMissingInTheFolderSkipsTheTestAndIsNamed() {
        GoldenCase golden = GoldenCases.of("nowhere", "add").findFirst().orElseThrow();

        assertThatThrownBy(golden::input)
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining(folder.resolve("nowhere.json").toString());
    }

    @Test
    void aFileWithoutCasesOrWithTwoOfOneNameIsRefused() throws IOException {
        write("[]");
        assertThatThrownBy(() -> GoldenCases.of("sums")).hasMessageContaining("no cases in sums.json");

        write("""
                [{"name": "a", "input": {}, "expected": {}}, {"name": "a", "input": {}, "expected": {}}]
                """);
        assertThatThrownBy(() -> GoldenCases.of("sums")).hasMessageContaining("two cases of sums.json are named a");
    }

    @Test
    void valuesCompareWithGoldenOnesWhateverTheirJavaType() throws IOException {
        write("""
                [{"name": "a", "input": {}, "expected": {"n": 5, "list": [1]}}]
                """);
        JsonNode expected = GoldenCases.of("sums").findFirst().orElseThrow().expected();

        assertThat(GoldenCases.tree(Map.of("n", 5L, "list", List.of((short) 1))))
                .isEqualTo(expected);
    }

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("sums.json"), json);
    }
}
