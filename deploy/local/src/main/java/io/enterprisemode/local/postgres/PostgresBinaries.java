package io.enterprisemode.local.postgres;

import io.enterprisemode.local.SuiteException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL for this operating system, unpacked from the class path. */
final class PostgresBinaries {

    private static final int OWNER_EXECUTES = 0b001_000_000;
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");

    private PostgresBinaries() {}

    /**
     * Unpacks them, unless that has been done.
     *
     * @return the folder with {@code bin}, {@code lib} and {@code share}
     */
    static Path unpackedIn(Path tools) {
        String archive = archiveName();
        Path home = tools.resolve(archive.replace(".txz", "") + "-" + archiveSize(archive));
        if (Files.isDirectory(home)) {
            return home;
        }
        Path unfinished = home.resolveSibling(
                home.getFileName() + "." + ProcessHandle.current().pid());
        try (InputStream packed = open(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, unfinished);
            }
            if (!Files.isDirectory(home)) {
                Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("the archive points outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, target.resolve(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            Files.setPosixFilePermissions(file, (entry.getMode() & OWNER_EXECUTES) != 0 ? PROGRAM : PLAIN);
        }
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String processor =
                switch (System.getProperty("os.arch")) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    case String other -> other;
                };
        return "postgres-" + system + "-" + processor + ".txz";
    }

    private static long archiveSize(String archive) {
        try (InputStream packed = open(archive)) {
            return packed.available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String archive) {
        InputStream packed = PostgresBinaries.class.getClassLoader().getResourceAsStream(archive);
        if (packed == null) {
            throw new SuiteException(
                    "There is no embedded PostgreSQL for this machine (" + archive + ")",
                    "Give a server of your own with ENTERPRISE_DB_HOST, see deploy/local/README.md");
        }
        return packed;
    }
}
