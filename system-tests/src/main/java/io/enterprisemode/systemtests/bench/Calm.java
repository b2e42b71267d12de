package io.enterprisemode.systemtests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until the machine has little to do, so that what one measurement left to consumers of events is not part of the
 * next one. Processor time is that of the first line of {@code /proc/stat} (proc(5)).
 */
final class Calm {

    /** Services that wait use less. */
    private static final double BUSY = 0.25;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final int LOOKS = 3;

    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;

    private Calm() {}

    /** Waits until it was so for three seconds; no longer than the patience, whether or not it is. */
    static void await(Duration patience) {
        Instant deadline = Instant.now().plus(patience);
        int calm = 0;
        while (calm < LOOKS && Instant.now().isBefore(deadline)) {
            long[] before = processors();
            LockSupport.parkNanos(LOOK.toNanos());
            calm = busy(before, processors()) < BUSY ? calm + 1 : 0;
        }
    }

    private static double busy(long[] before, long[] after) {
        long all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
        long idle = after[IDLE] + after[IO_WAIT] - before[IDLE] - before[IO_WAIT];
        return all == 0 ? 0 : 1 - (double) idle / all;
    }

    /** Time by use: user, nice, system, idle, waiting for disks, interrupts, soft interrupts, stolen. */
    private static long[] processors() {
        try {
            String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
            return Arrays.stream(first.trim().split("\\s+"))
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
