package io.enterprisemode.web.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a CSV file (RFC 4180): commas, quotes doubled, CRLF. Text in which a spreadsheet of any locale would find
 * a formula gets an apostrophe in front of it ({@link FormulaGuard}); numbers are written as they are, so that a
 * negative amount stays one.
 *
 * @param cells as they are written, before quoting
 */
public record CsvLine(List<String> cells) {

    /** The media type; the first line is a header. */
    public static final String MEDIA_TYPE = "text/csv";

    private static final String QUOTED = ",\"\r\n;\t|";

    /**
     * A cell of JSON. It stays JSON of the same value: what would begin a formula is escaped in its strings.
     *
     * @param text an object or an array
     */
    public record Json(String text) {}

    public CsvLine {
        cells = List.copyOf(cells);
    }

    /** A line of values; null is an empty cell. */
    public static CsvLine of(@Nullable Object... values) {
        List<String> cells = new ArrayList<>(values.length);
        Arrays.stream(values).map(CsvLine::cell).forEach(cells::add);
        return new CsvLine(cells);
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case java.math.BigDecimal decimal -> decimal.toPlainString();
            case Number number -> number.toString();
            case Json json -> FormulaGuard.escapes(json.text());
            default -> FormulaGuard.apostrophes(value.toString());
        };
    }

    /** The line as it is written, with its end. */
    public String text() {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            append(line, cells.get(i));
        }
        return line.append("\r\n").toString();
    }

    private static void append(StringBuilder line, String cell) {
        // More than RFC 4180 asks for: some programs cut at semicolons, tabs and bars as well, but not in quotes.
        if (cell.chars().noneMatch(c -> QUOTED.indexOf(c) >= 0)) {
            line.append(cell);
        } else {
            line.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
    }
}
