package io.enterprisemode.local.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The AOT cache of one Java process (JEP 514): recorded once in a training run, then used by every start, until the
 * jars or the JVM change. A cache that does not match is ignored; it never prevents a start.
 */
public final class AotCache {

    private static final String FAILED = "failed ";

    /** Class metadata of the JVM that writes a cache: with the 128 MB of a service it wrote no large one. */
    private static final String METADATA = "512m";

    private final Path cache;
    private final Path key;
    private final String fingerprint;

    private AotCache(Path cache, String fingerprint) {
        this.cache = cache;
        this.key = cache.resolveSibling(cache.getFileName() + ".key");
        this.fingerprint = fingerprint;
    }

    /**
     * The cache of a process.
     *
     * @param cache the file of the cache, beside what was built
     * @param jars the files or folders whose change makes the cache invalid
     * @param options the JVM's options that a cache depends on
     */
    public static AotCache of(Path cache, List<Path> jars, List<String> options) {
        return new AotCache(cache, fingerprint(jars, options));
    }

    /** The name of its file. */
    public String name() {
        return String.valueOf(cache.getFileName());
    }

    /** Whether a cache is there that fits. */
    public boolean isCurrent() {
        return Files.isRegularFile(cache) && rememberedKey().equals(fingerprint);
    }

    /** Whether recording has been tried with these jars, with or without success. */
    public boolean isSettled() {
        return isCurrent() || rememberedKey().equals(FAILED + fingerprint);
    }

    private String rememberedKey() {
        try {
            return Files.isRegularFile(key) ? Files.readString(key) : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Options that use the cache, none when there is no current one. */
    public List<String> use() {
        return isCurrent() ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off") : List.of();
    }

    /** Options that record the cache; the JVM writes it when it ends, or says in its output why it could not. */
    public List<String> record() {
        try {
            Files.deleteIfExists(key);
            Files.deleteIfExists(cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                "-XX:AOTCacheOutput=" + cache,
                "-XX:MaxMetaspaceSize=" + METADATA,
                "-Xlog:aot*=error",
                "-Xlog:cds*=error");
    }

    /** Deletes what a recording has left that failed. */
    public void discard() {
        try {
            Files.deleteIfExists(cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called after the recording JVM has ended; false when it has left no cache. */
    public boolean keep() {
        boolean recorded = Files.isRegularFile(cache);
        try {
            Files.createDirectories(cache.toAbsolutePath().getParent());
            Files.writeString(key, recorded ? fingerprint : FAILED + fingerprint);
            return recorded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fingerprint(List<Path> jars, List<String> options) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((Runtime.version() + " " + options).getBytes(StandardCharsets.UTF_8));
            for (Path jar : jars) {
                try (Stream<Path> files = Files.exists(jar) ? Files.walk(jar) : Stream.empty()) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        String line = file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
                        digest.update(line.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
