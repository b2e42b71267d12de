package io.enterprisemode.web.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a CSV file (RFC 4180): commas, quotes doubled, CRLF. Text that a spreadsheet would take for a formula gets an apostrophe in
 * front; numbers are written as they are, so that a negative amount stays one.
 *
 * @param cells as they are written, before quoting
 */
public record CsvLine(List<String> cells) {

    /** The media type; the first line is a header. */
    public static final String MEDIA_TYPE = "text/csv";

    private static final String FORMULA_STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

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
            default -> harmless(value.toString());
        };
    }

    /** The text, kept from being evaluated by spreadsheets (OWASP, CSV injection). */
    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
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
        if (cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')) {
            line.append(cell);
        } else {
            line.append('"').append(cell.replace("\"", "\"\"")).append('"');
        }
    }
}
