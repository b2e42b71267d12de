package io.enterprisemode.systemtests.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of a benchmark, as a table and as a file. */
record BenchReport(String name, List<Figure> figures) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String ROW = "%-26s %12s %-10s %12s %6s %12s %8s %8s %8s%n";

    BenchReport {
        figures = List.copyOf(figures);
    }

    /** Prints the table: one line per figure. */
    void print(PrintWriter out) {
        out.printf(ROW, "figure", "value", "unit", "reference", "ratio", "CPU us/unit", "p50 ms", "p95 ms", "p99 ms");
        for (Figure figure : figures) {
            out.printf(
                    ROW,
                    figure.name(),
                    number(figure.value(), 0),
                    figure.unit(),
                    number(figure.reference(), 0),
                    number(figure.ratio(), 2),
                    number(figure.cpuMicrosPerUnit(), 1),
                    number(figure.p50(), 1),
                    number(figure.p95(), 1),
                    number(figure.p99(), 1));
        }
        out.flush();
    }

    /** Writes {@code <folder>/<name>.json}. */
    Path write(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String number(@Nullable Double value, int decimals) {
        return value == null ? "" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
