package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Lines of source, scripts, settings and prose are at most 120 characters wide. What a tool writes is left out, and so
 * are migrations, which may not change, and the data of tests; a URL may be as long as it is, and so may what stands in
 * a code fence of Markdown.
 */
class LineWidthTest {

    private static final int WIDEST = 120;
    private static final Path ROOT = Path.of("..");

    private static final Set<String> EXTENSIONS =
            Set.of("java", "ts", "js", "mjs", "css", "sh", "properties", "config", "md");

    /** Scripts without an extension. */
    private static final Set<Path> SCRIPTS = Set.of(Path.of("suite"), Path.of(".ci/run"));

    /** Folders that a build or a run makes. */
    private static final Set<String> MADE = Set.of("target", "node_modules", ".git", ".suite");

    private static final Path TEST_DATA = Path.of("src/test/resources");

    /** How a file begins that a tool has written. */
    private static final Pattern GENERATED = Pattern.compile("(?i)^(//|/\\*|#|<!--).*\\bgenerated\\b.*");

    private static final Pattern URL = Pattern.compile("[\\w:+.-]+://\\S+");
    private static final String FENCE = "```";

    @Test
    void linesAreAtMost120Wide() throws IOException {
        List<String> tooWide = new ArrayList<>();
        for (Path file : files()) {
            tooWide.addAll(tooWide(file));
        }

        assertThat(tooWide).isEmpty();
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return MADE.contains(folder.getFileName().toString()) || folder.endsWith(TEST_DATA)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isChecked(ROOT.relativize(file))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static boolean isChecked(Path file) {
        String name = file.getFileName().toString();
        return SCRIPTS.contains(file) || EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** Each line that is too wide, as file, number of the line and width. */
    private static List<String> tooWide(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (!lines.isEmpty() && GENERATED.matcher(lines.getFirst()).matches()) {
            return List.of();
        }
        boolean isMarkdown = file.toString().endsWith(".md");
        boolean isInFence = false;
        List<String> tooWide = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (isMarkdown && line.strip().startsWith(FENCE)) {
                isInFence = !isInFence;
            } else if (!isInFence && width(line) > WIDEST) {
                tooWide.add("%s:%d: %d".formatted(ROOT.relativize(file), i + 1, width(line)));
            }
        }
        return tooWide;
    }

    /** The width in characters, without what is a URL. */
    private static int width(String line) {
        String withoutUrls = line.length() > WIDEST ? URL.matcher(line).replaceAll("") : line;
        return withoutUrls.codePointCount(0, withoutUrls.length());
    }
}
