package io.enterprisemode.testkit.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * One golden case. Integers are exact whatever their size, decimals are {@link java.math.BigDecimal}.
 *
 * @param name unique in its file
 */
public record GoldenCase(String name, JsonNode input, JsonNode expected) {

    /**
     * Stands for the cases of a file that is not there: it skips the test that asks for its input, and its name says
     * which file.
     */
    static GoldenCase missing(Path file) {
        return new GoldenCase("skipped: there is no " + file, MissingNode.getInstance(), MissingNode.getInstance());
    }

    boolean isMissing() {
        return input.isMissingNode();
    }

    /** What the rule is given; skips the test when the file of the cases is not there. */
    @Override
    public JsonNode input() {
        Assumptions.assumeFalse(isMissing(), name);
        return input;
    }

    /** What is asked, empty where the file asks one thing only. */
    public String op() {
        return input().path("op").asText("");
    }

    @Override
    public String toString() {
        return name;
    }
}
