package io.enterprisemode.client.usage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A folder in which events wait, so that they survive the end of the application. Every event is written there before
 * {@code record} returns; at the next start, what has no answer yet is sent, in order, before anything new. One client
 * at a time owns a folder.
 *
 * @param folder created when it is missing
 * @param sync when written events are forced to the disk
 * @param largestBytes the most the folder may hold
 * @param segmentBytes the size at which a new file is begun; a file is deleted when all its events have their answers
 */
public record Spool(Path folder, Sync sync, long largestBytes, int segmentBytes) {

    static final int SMALLEST_SEGMENT = 4 * 1024;

    private static final long DEFAULT_LARGEST = 1024L * 1024 * 1024;
    private static final int DEFAULT_SEGMENT = 16 * 1024 * 1024;

    /**
     * When written events are forced to the disk. The end of the application, be it by signal KILL, loses nothing with
     * any of these; the question is what a power failure may take.
     */
    public enum Sync {
        /** Before {@code record} returns; concurrent calls share one. A power failure takes nothing. */
        EACH,
        /** At least every second. A power failure takes the last second. */
        EVERY_SECOND,
        /** When the operating system decides. */
        NEVER
    }

    /** How often {@link Sync#EVERY_SECOND} means. */
    static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    public Spool {
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(sync, "sync");
        if (segmentBytes < SMALLEST_SEGMENT || largestBytes < 2L * segmentBytes) {
            throw new IllegalArgumentException("segments of at least " + SMALLEST_SEGMENT
                    + " bytes, of which two must fit, not " + segmentBytes + " in " + largestBytes);
        }
    }

    /** A folder of up to 1 GiB that is forced to the disk every second. */
    public static Spool in(Path folder) {
        return new Spool(folder, Sync.EVERY_SECOND, DEFAULT_LARGEST, DEFAULT_SEGMENT);
    }

    /** The same with another promise. */
    public Spool with(Sync other) {
        return new Spool(folder, other, largestBytes, segmentBytes);
    }

    /** The same with other bounds. */
    public Spool with(long largest, int segment) {
        return new Spool(folder, sync, largest, segment);
    }
}
