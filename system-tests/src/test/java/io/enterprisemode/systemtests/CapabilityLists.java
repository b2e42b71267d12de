package io.enterprisemode.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lists of {@code docs/capabilities.md}: one for each area, of which every entry is a capability. */
final class CapabilityLists {

    private static final String AREA = "## ";
    private static final String MODULES = "Modules: ";
    private static final String ENTRY = "- **";
    private static final String ENTRY_END = "**";
    private static final String FIELD = "  - ";
    private static final String CONTINUATION = "    ";
    private static final String NOT_YET = "not yet";

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern NAMES = Pattern.compile("`[^`]+`(, `[^`]+`)*");

    private CapabilityLists() {}

    /** What an entry says of a capability. */
    enum Field {
        RULE("rule"),
        ENDPOINT("endpoint"),
        TABLE("table"),
        TOPIC("topic"),
        PAGE("page"),
        TEST("test"),
        OTHER_NAMES("also looked for as");

        private final String title;

        Field(String title) {
            this.title = title;
        }

        static Optional<Field> of(String title) {
            return Arrays.stream(values())
                    .filter(field -> field.title.equals(title))
                    .findFirst();
        }
    }

    /**
     * A capability.
     *
     * @param modules where the names of its area are found
     * @param fields what is said of it; a field of which nothing belongs to the capability is left out
     * @param notYet the fields of which something is planned and nothing is there
     */
    record Capability(String area, List<String> modules, String title, Map<Field, String> fields, List<Field> notYet) {

        Capability {
            modules = List.copyOf(modules);
            fields = Map.copyOf(fields);
            notYet = List.copyOf(notYet);
        }

        /** The names in a field that holds nothing but names; none where the field is left out. */
        List<String> names(Field field) {
            String text = fields.get(field);
            if (text == null) {
                return List.of();
            }
            if (!NAMES.matcher(text).matches()) {
                throw new IllegalArgumentException("'%s' is no list of names: %s".formatted(text, this));
            }
            return quoted(text);
        }

        /** What stands as code in a field that may hold other words, too. */
        List<String> quotedIn(Field field) {
            return quoted(fields.getOrDefault(field, ""));
        }
    }

    /** All capabilities. Below the heading of each area a paragraph names its modules. */
    static List<Capability> read(Path page) throws IOException {
        List<Capability> capabilities = new ArrayList<>();
        String area = "";
        List<String> modules = List.of();
        boolean inModules = false;
        List<String> lines = unwrapped(Files.readAllLines(page));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            inModules = !line.isBlank() && (inModules || line.startsWith(MODULES));
            if (line.startsWith(AREA)) {
                area = line.substring(AREA.length());
                modules = List.of();
            } else if (inModules) {
                modules = Stream.concat(modules.stream(), quoted(line).stream()).toList();
            } else if (line.startsWith(ENTRY)) {
                int end = i + 1;
                while (end < lines.size() && lines.get(end).startsWith(FIELD)) {
                    end++;
                }
                capabilities.add(capability(area, modules, line, lines.subList(i + 1, end)));
                i = end - 1;
            } else if (line.startsWith(FIELD) || line.startsWith("- ")) {
                throw new IllegalArgumentException("of no capability: " + line);
            }
        }
        return capabilities;
    }

    /** The lines with those that continue another one joined to it. */
    private static List<String> unwrapped(List<String> lines) {
        List<String> unwrapped = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(CONTINUATION) && !unwrapped.isEmpty()) {
                unwrapped.add(unwrapped.removeLast() + " " + line.strip());
            } else {
                unwrapped.add(line);
            }
        }
        return unwrapped;
    }

    private static Capability capability(String area, List<String> modules, String head, List<String> lines) {
        if (!head.endsWith(ENTRY_END)) {
            throw new IllegalArgumentException("no title of a capability: " + head);
        }
        Map<Field, String> fields = new EnumMap<>(Field.class);
        List<Field> notYet = new ArrayList<>();
        for (String line : lines) {
            String[] titleAndText = line.substring(FIELD.length()).split(": ", 2);
            if (titleAndText.length < 2) {
                throw new IllegalArgumentException("no field: " + line);
            }
            if (titleAndText[0].equals(NOT_YET)) {
                Arrays.stream(titleAndText[1].split(", ", -1))
                        .map(CapabilityLists::field)
                        .forEach(notYet::add);
            } else if (fields.put(field(titleAndText[0]), titleAndText[1]) != null) {
                throw new IllegalArgumentException("twice in '%s': %s".formatted(head, line));
            }
        }
        if (notYet.stream().anyMatch(fields::containsKey)) {
            throw new IllegalArgumentException("both there and not yet: " + head);
        }
        String title = head.substring(ENTRY.length(), head.length() - ENTRY_END.length());
        return new Capability(area, modules, title, fields, notYet);
    }

    private static Field field(String title) {
        return Field.of(title).orElseThrow(() -> new IllegalArgumentException("no field is called " + title));
    }

    /** What stands in a text as code. */
    private static List<String> quoted(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
