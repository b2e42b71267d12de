package io.enterprisemode.client.usage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Events in the files of a {@link Spool}: {@code 0000000000000001.usage} and so on, of which the last is written,
 * {@code position} (up to where events have their answers) and {@code lock}. The position may be out of date after a
 * crash: some events are then sent again, with the ids they had.
 */
final class SpoolStore implements EventStore {

    private static final System.Logger LOG = System.getLogger(SpoolStore.class.getName());
    private static final int POSITION_BYTES = 20;
    private static final int WINDOW_EVENTS = 1_000;
    private static final int WINDOW_BYTES = 1024 * 1024;

    /** Where an event ends. */
    private record Place(long segment, long offset) {}

    /**
     * The folders in use in this process. They are checked before a lock file is opened: closing it a second time, even
     * without a lock, would release the lock of the first (POSIX, fcntl).
     */
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    /** Kept here, as a channel that is garbage collected is closed. */
    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private final Spool spool;
    private final Path owned;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final RandomAccessFile positionFile;
    private final Deque<SpoolSegment> segments = new ArrayDeque<>();
    private final Deque<Place> read = new ArrayDeque<>();
    private Place readUpTo = new Place(0, 0);
    private int unreadEvents;
    private long unreadBytes;
    private long keptBytes;
    private long unreadable;

    private final Object syncing = new Object();
    private final AtomicLong appends = new AtomicLong();
    private long synced;
    private volatile SpoolSegment last;

    SpoolStore(Spool spool) throws IOException {
        this.spool = spool;
        Files.createDirectories(spool.folder());
        owned = spool.folder().toRealPath();
        if (!FOLDERS.add(owned)) {
            throw inUse(spool.folder());
        }
        try {
            lockFile = FileChannel.open(
                    spool.folder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = locked(lockFile, spool.folder());
            positionFile = opened(spool.folder().resolve("position"), lockFile);
        } catch (IOException | RuntimeException e) {
            FOLDERS.remove(owned);
            throw e;
        }
        try {
            last = recover();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static FileLock locked(FileChannel file, Path folder) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            // A client of another class loader: its lock would go with this channel, so the channel is left open.
            LEFT_OPEN.add(file);
            throw inUse(folder);
        }
        if (lock == null) {
            file.close();
            throw inUse(folder);
        }
        return lock;
    }

    private static RandomAccessFile opened(Path file, FileChannel lockFile) throws IOException {
        try {
            return new RandomAccessFile(file.toFile(), "rw");
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    private static IOException inUse(Path folder) {
        return new IOException(folder + " is in use by another client");
    }

    /** Finds what an earlier run has left, and begins a new file behind it. */
    private SpoolSegment recover() throws IOException {
        Place released = position();
        long next = released.segment() + 1;
        List<Long> numbers = SpoolSegment.numbers(spool.folder());
        for (long number : numbers) {
            SpoolSegment segment = SpoolSegment.open(spool.folder(), number);
            next = Math.max(next, number + 1);
            if (number < released.segment()) {
                segment.delete();
                continue;
            }
            long from = number == released.segment() ? Math.min(released.offset(), segment.size()) : 0;
            if (count(segment, from, number == numbers.getLast()) > 0) {
                if (segments.isEmpty()) {
                    readUpTo = new Place(number, from);
                }
                segments.add(segment);
                keptBytes += segment.size();
            } else {
                segment.delete();
            }
        }
        if (segments.isEmpty()) {
            readUpTo = new Place(next, 0);
        }
        return begin(next);
    }

    /** Counts the sound events of a segment; what follows them is the torn tail of a crash, or damage. */
    private int count(SpoolSegment segment, long from, boolean isLast) throws IOException {
        int before = unreadEvents;
        AtomicLong sound = new AtomicLong(from);
        SpoolSegment.Visitor counting = (content, next) -> {
            unreadEvents++;
            unreadBytes += content.length;
            sound.set(next);
        };
        int found = segment.read(from, WINDOW_EVENTS, WINDOW_BYTES, counting);
        while (found > 0) {
            found = segment.read(sound.get(), WINDOW_EVENTS, WINDOW_BYTES, counting);
        }
        long end = sound.get();
        if (end < segment.size()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} bytes at the end of segment {1} in {2} are incomplete or damaged and are left out",
                    segment.size() - end,
                    segment.number(),
                    spool.folder());
            unreadable += segment.size() - end;
            if (!isLast) {
                segment.copyAside();
            }
            segment.truncate(end);
        }
        return unreadEvents - before;
    }

    private SpoolSegment begin(long number) throws IOException {
        SpoolSegment fresh = SpoolSegment.open(spool.folder(), number);
        segments.add(fresh);
        if (spool.sync() != Spool.Sync.NEVER) {
            forceFolder();
        }
        return fresh;
    }

    /** So that a power failure does not take the name of a file whose content was forced; not every system can. */
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(spool.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the folder is not forced to the disk", e);
        }
    }

    @Override
    public void append(List<byte[]> events) throws IOException {
        SpoolSegment open = last;
        if (open.size() >= spool.segmentBytes()) {
            if (spool.sync() != Spool.Sync.NEVER) {
                open.force();
            }
            open = begin(open.number() + 1);
            last = open;
        }
        long before = open.size();
        open.append(events);
        keptBytes += open.size() - before;
        unreadEvents += events.size();
        unreadBytes += events.stream().mapToLong(event -> event.length).sum();
        appends.incrementAndGet();
    }

    @Override
    public void keepPromise() throws IOException {
        if (spool.sync() == Spool.Sync.EACH) {
            sync();
        }
    }

    @Override
    public void sync() throws IOException {
        long mine = appends.get();
        synchronized (syncing) {
            if (synced < mine) {
                // What was appended to earlier segments was forced before this one was begun.
                long all = appends.get();
                forceLast();
                synced = all;
            }
        }
    }

    private void forceLast() throws IOException {
        SpoolSegment forced = last;
        try {
            forced.force();
        } catch (IOException e) {
            // Another one was begun meanwhile, after this one had been forced; it may even be closed by now.
            if (forced == last) {
                throw e;
            }
        }
    }

    /** A failure leaves everything to be read again. */
    @Override
    public List<byte[]> read(int mostEvents, long mostBytes) throws IOException {
        List<byte[]> batch = new ArrayList<>();
        List<Place> ends = new ArrayList<>();
        for (SpoolSegment segment : segments) {
            if (segment.number() < readUpTo.segment()) {
                continue;
            }
            long from = segment.number() == readUpTo.segment() ? readUpTo.offset() : 0;
            int found = segment.read(from, mostEvents, mostBytes, (content, next) -> {
                batch.add(content);
                ends.add(new Place(segment.number(), next));
            });
            if (found > 0) {
                readUpTo = ends.getLast();
                read.addAll(ends);
                unreadEvents -= found;
                batch.forEach(content -> unreadBytes -= content.length);
                return batch;
            }
            readUpTo = new Place(segment.number(), from);
        }
        if (unreadEvents > 0) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "{0} events in {1} have become unreadable since they were written",
                    unreadEvents,
                    spool.folder());
            unreadable += unreadBytes;
            unreadEvents = 0;
            unreadBytes = 0;
        }
        return batch;
    }

    @Override
    public void release(int events) throws IOException {
        @Nullable Place released = null;
        for (int i = 0; i < events; i++) {
            released = read.remove();
        }
        if (released == null) {
            return;
        }
        remember(released);
        while (segments.getFirst().number() < released.segment()) {
            SpoolSegment done = segments.remove();
            keptBytes -= done.size();
            done.delete();
        }
        SpoolSegment first = segments.getFirst();
        if (first != last && first.size() == released.offset()) {
            keptBytes -= first.size();
            segments.remove().delete();
        }
    }

    private Place position() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES);
        if (positionFile.length() == POSITION_BYTES) {
            positionFile.readFully(bytes.array());
        }
        return checksum(bytes) == bytes.getInt(POSITION_BYTES - 4)
                ? new Place(bytes.getLong(0), bytes.getLong(8))
                : new Place(0, 0);
    }

    /** A position that a power failure has torn does not fit its checksum; then all that is there is sent again. */
    private void remember(Place place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(POSITION_BYTES);
        bytes.putLong(0, place.segment()).putLong(8, place.offset());
        bytes.putInt(POSITION_BYTES - 4, checksum(bytes));
        positionFile.seek(0);
        positionFile.write(bytes.array());
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, POSITION_BYTES - 4));
        return (int) crc.getValue();
    }

    @Override
    public int unreadEvents() {
        return unreadEvents;
    }

    @Override
    public long unreadBytes() {
        return unreadBytes;
    }

    @Override
    public int keptEvents() {
        return unreadEvents + read.size();
    }

    @Override
    public long keptBytes() {
        return keptBytes;
    }

    @Override
    public long unreadableBytes() {
        return unreadable;
    }

    @Override
    public void close() throws IOException {
        try {
            if (spool.sync() != Spool.Sync.NEVER && !segments.isEmpty()) {
                segments.getLast().force();
            }
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() throws IOException {
        try {
            for (SpoolSegment segment : segments) {
                segment.close();
            }
            positionFile.close();
            lock.release();
            lockFile.close();
        } finally {
            FOLDERS.remove(owned);
        }
    }
}
