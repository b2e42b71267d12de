package io.enterprisemode.local.process;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import java.nio.file.Path;
import java.util.Map;

/** What must be right before processes are started. Every complaint names the cause and the remedy. */
public final class Preflight {

    private static final long MEGA = 1024L * 1024;
    private static final long NEEDED_DISK = 1024 * MEGA;
    private static final long NEEDED_MEMORY = 1024 * MEGA;

    private Preflight() {}

    /**
     * Refuses ports that are taken.
     *
     * @param ports the ports that will be listened on, each with the setting that changes it
     * @throws SuiteException when one is taken
     */
    public static void ports(Map<Integer, String> ports) {
        ports.forEach((port, setting) -> {
            if (!Ports.isFree(port)) {
                String user = Ports.listener(port).orElse("another process");
                throw new SuiteException(
                        "Port %d is taken by %s".formatted(port, user),
                        "Stop it, or choose another port: %s=%d ./suite up".formatted(setting, suggestion(port)));
            }
        });
    }

    /** Refuses to start on a file system that is almost full. */
    public static void disk(Path folder, long freeBytes) {
        if (freeBytes < NEEDED_DISK) {
            throw new SuiteException(
                    "Only %d MB are free on the disk of %s".formatted(freeBytes / MEGA, folder),
                    "Make room for at least %d MB".formatted(NEEDED_DISK / MEGA));
        }
    }

    /** Refuses to start where the processes would be swapped out or killed. */
    public static void memory(long availableBytes) {
        if (availableBytes < NEEDED_MEMORY) {
            throw new SuiteException(
                    "Only %d MB of memory are available".formatted(availableBytes / MEGA),
                    "End other programs; the suite takes 2 GB, less with SUITE_SERVICE_HEAP=128m");
        }
    }

    /** The checks of disk and memory against this machine. */
    public static void machine(SuiteFolders folders) {
        disk(folders.state(), Machine.freeDisk(folders.state()));
        Machine.availableMemory().ifPresent(Preflight::memory);
    }

    private static int suggestion(int port) {
        for (int candidate = port + 10_000; candidate < 65_000; candidate++) {
            if (Ports.isFree(candidate)) {
                return candidate;
            }
        }
        return Ports.free(1).getFirst();
    }
}
