package io.enterprisemode.local.seed;

import io.enterprisemode.local.LocalSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fills a fresh suite with the demo organizations, once. */
public final class DemoSeed {

    private DemoSeed() {}

    /** Whether the data of this suite has been seeded, for this issuer: people are known by issuer and subject. */
    public static boolean isDone(LocalSuite suite) {
        try {
            Path mark = mark(suite);
            return Files.exists(mark) && Files.readString(mark).lines().anyMatch(suite.issuer()::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seeds the running suite and remembers that. */
    public static void run(LocalSuite suite) {
        try {
            Files.writeString(mark(suite), suite.issuer() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path mark(LocalSuite suite) {
        return suite.folders().data().resolve("seeded");
    }
}
