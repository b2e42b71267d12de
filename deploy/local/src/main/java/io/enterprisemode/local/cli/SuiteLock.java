package io.enterprisemode.local.cli;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Two commands that start or stop things do not run at the same time. The operating system gives the lock back when a
 * command dies.
 */
final class SuiteLock {

    private SuiteLock() {}

    /** Runs the work, or refuses at once when another command is at work. */
    static void holding(SuiteFolders folders, Runnable work) {
        try {
            Path file = Files.createDirectories(folders.run()).resolve("lock");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    throw new SuiteException("Another ./suite is at work in this checkout", "Wait until it is done");
                }
                work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
