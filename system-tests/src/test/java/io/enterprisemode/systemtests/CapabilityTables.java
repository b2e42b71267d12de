package io.enterprisemode.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of {@code docs/capabilities.md}: one for each area, of which every row is a capability. */
final class CapabilityTables {

    private static final String AREA = "## ";
    private static final String MODULES = "Modules: ";
    private static final String RULER = "|---";

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern NAMES = Pattern.compile("`[^`]+`(, `[^`]+`)*");

    private CapabilityTables() {}

    /** The columns, in their order. */
    enum Column {
        CAPABILITY("capability"),
        RULE("rule"),
        ENDPOINT("endpoint"),
        TABLE("table"),
        TOPIC("topic"),
        PAGE("page"),
        TEST("test"),
        OTHER_NAMES("also looked for as");

        private final String title;

        Column(String title) {
            this.title = title;
        }
    }

    /**
     * A capability.
     *
     * @param modules where the names of its area are found
     * @param cells one for each column
     */
    record Row(String area, List<String> modules, Map<Column, String> cells) {

        Row {
            modules = List.copyOf(modules);
            cells = Map.copyOf(cells);
        }

        String cell(Column column) {
            return Objects.requireNonNull(cells.get(column));
        }

        /** The names in a cell that holds nothing but names; none where it says that there are none, or none yet. */
        List<String> names(Column column) {
            String cell = cell(column);
            if (cell.equals("-") || cell.equals("not yet")) {
                return List.of();
            }
            if (!NAMES.matcher(cell).matches()) {
                throw new IllegalArgumentException(
                        "'%s' is neither names, 'not yet' nor '-': %s".formatted(cell, this));
            }
            return CapabilityTables.quoted(cell);
        }
    }

    /** All rows. Below the heading of each area a paragraph names its modules, and its table has all columns. */
    static List<Row> read(Path page) throws IOException {
        List<Row> rows = new ArrayList<>();
        String area = "";
        List<String> modules = List.of();
        boolean inModules = false;
        boolean inTable = false;
        for (String line : Files.readAllLines(page)) {
            inModules = !line.isBlank() && (inModules || line.startsWith(MODULES));
            if (line.startsWith(AREA)) {
                area = line.substring(AREA.length());
                modules = List.of();
            } else if (inModules) {
                modules = Stream.concat(modules.stream(), quoted(line).stream()).toList();
            } else if (area.isEmpty() || !line.startsWith("|")) {
                inTable = false;
            } else if (!inTable) {
                requireHead(line);
                inTable = true;
            } else if (!line.startsWith(RULER)) {
                rows.add(new Row(area, modules, byColumn(line)));
            }
        }
        return rows;
    }

    /** What stands in a text as code. */
    static List<String> quoted(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static void requireHead(String line) {
        if (!cells(line)
                .equals(Stream.of(Column.values()).map(column -> column.title).toList())) {
            throw new IllegalArgumentException("a table has other columns: " + line);
        }
    }

    private static Map<Column, String> byColumn(String line) {
        List<String> cells = cells(line);
        Column[] columns = Column.values();
        if (cells.size() != columns.length) {
            throw new IllegalArgumentException("%d columns: %s".formatted(cells.size(), line));
        }
        Map<Column, String> byColumn = new EnumMap<>(Column.class);
        for (int i = 0; i < columns.length; i++) {
            byColumn.put(columns[i], cells.get(i));
        }
        return byColumn;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
