package io.enterprisemode.testkit.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables that the migrations of a folder leave behind. */
final class MigratedTables {

    private static final Pattern CREATED =
            Pattern.compile("\\bcreate\\s+table\\s+(?:if\\s+not\\s+exists\\s+)?(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DROPPED =
            Pattern.compile("\\bdrop\\s+table\\s+(?:if\\s+exists\\s+)?(\\w+)", Pattern.CASE_INSENSITIVE);

    private MigratedTables() {}

    /** Those of a folder on the class path, such as {@code db/migration}. */
    static Set<String> of(String folder) {
        Set<String> created = new TreeSet<>();
        Set<String> dropped = new TreeSet<>();
        try {
            for (URL found :
                    Collections.list(MigratedTables.class.getClassLoader().getResources(folder))) {
                URI uri = found.toURI();
                if (uri.getScheme().equals("jar")) {
                    try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                        read(jar.getPath(folder), created, dropped);
                    }
                } else {
                    read(Path.of(uri), created, dropped);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a folder of migrations: " + folder, e);
        }
        if (created.isEmpty()) {
            throw new IllegalArgumentException("there are no migrations in " + folder);
        }
        created.removeAll(dropped);
        return created;
    }

    private static void read(Path folder, Set<String> created, Set<String> dropped) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".sql")).toList()) {
                String sql = Files.readString(file);
                CREATED.matcher(sql).results().forEach(result -> created.add(lower(result.group(1))));
                DROPPED.matcher(sql).results().forEach(result -> dropped.add(lower(result.group(1))));
            }
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
