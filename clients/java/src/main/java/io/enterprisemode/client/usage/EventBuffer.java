package io.enterprisemode.client.usage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the threads that record and those that send. It hands out a batch when it is full, when its
 * first event has waited long enough, or at a flush. Batches may be settled in any order; events are released in
 * theirs.
 */
final class EventBuffer implements AutoCloseable {

    /** How much may wait, and how much goes into a request. */
    record Bounds(long mostKeptEvents, long mostKeptBytes, int batchEvents, long batchBytes, Duration linger) {}

    /** Events that were handed out together. */
    static final class Batch {

        private final List<byte[]> events;
        private final long end;
        private boolean settled;

        private Batch(List<byte[]> events, long end) {
            this.events = events;
            this.end = end;
        }

        List<byte[]> events() {
            return events;
        }
    }

    private final EventStore store;
    private final Bounds bounds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Condition settled = lock.newCondition();
    private final Deque<Batch> handedOut = new ArrayDeque<>();

    /** Positions in the sequence of all events since the start. */
    private long appended;

    private long taken;
    private long settledUpTo;
    private long flushUpTo;
    private long oldestSince;
    private boolean closing;

    EventBuffer(EventStore store, Bounds bounds) {
        this.store = store;
        this.bounds = bounds;
        this.appended = store.keptEvents();
        this.oldestSince = System.nanoTime() - bounds.linger().toNanos();
    }

    /**
     * Takes events in, all or none; when it returns, the store has them.
     *
     * @throws BufferFullException when there is no room for them in time
     * @throws UncheckedIOException when the spool cannot be written
     */
    void add(List<byte[]> events, Duration patience) {
        try {
            awaitRoomAndAppend(events, patience);
        } catch (IOException e) {
            throw new UncheckedIOException("the spool cannot be written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BufferFullException("interrupted while waiting for room");
        }
    }

    /** Returns when what was added before is as durable as was promised; when that fails, it is kept all the same. */
    void keepPromise() throws IOException {
        store.keepPromise();
    }

    private void awaitRoomAndAppend(List<byte[]> events, Duration patience) throws InterruptedException, IOException {
        long bytes = events.stream().mapToLong(event -> event.length).sum();
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closing && !hasRoom(events.size(), bytes)) {
                if (left <= 0) {
                    throw new BufferFullException(store.keptEvents() + " events (" + store.keptBytes()
                            + " bytes) wait to be sent; there is no room for more");
                }
                left = room.awaitNanos(left);
            }
            if (closing) {
                throw new IllegalStateException("the client is closed");
            }
            if (store.unreadEvents() == 0) {
                oldestSince = System.nanoTime();
            }
            store.append(events);
            appended += events.size();
            ready.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(int events, long bytes) {
        return store.keptEvents() == 0
                || (store.keptEvents() + (long) events <= bounds.mostKeptEvents()
                        && store.keptBytes() + bytes <= bounds.mostKeptBytes());
    }

    /** Waits for the next batch; null when the buffer is closed and there is nothing left. */
    @Nullable
    Batch take() throws InterruptedException, IOException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (store.unreadEvents() == 0) {
                    if (closing) {
                        return null;
                    }
                    ready.await();
                    continue;
                }
                long left = oldestSince + bounds.linger().toNanos() - System.nanoTime();
                if (left <= 0 || isFull() || closing || taken < flushUpTo) {
                    return handOut();
                }
                long unused = ready.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return store.unreadEvents() >= bounds.batchEvents() || store.unreadBytes() >= bounds.batchBytes();
    }

    private @Nullable Batch handOut() throws IOException {
        List<byte[]> events = store.read(bounds.batchEvents(), bounds.batchBytes());
        // None at all: the spool has lost what it held; there is nothing to wait for.
        taken = events.isEmpty() ? appended : taken + events.size();
        Batch batch = new Batch(events, taken);
        handedOut.add(batch);
        oldestSince = System.nanoTime();
        if (store.unreadEvents() > 0) {
            ready.signal();
        }
        return batch;
    }

    /** Notes that every event of the batch has its answer. */
    void settle(Batch batch) throws IOException {
        lock.lock();
        try {
            batch.settled = true;
            int released = 0;
            while (!handedOut.isEmpty() && handedOut.getFirst().settled) {
                Batch done = handedOut.remove();
                released += done.events.size();
                settledUpTo = done.end;
            }
            if (released > 0) {
                settled.signalAll();
                room.signalAll();
                store.release(released);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets everything that is there be sent at once, and waits until it has its answers; false when that took longer.
     */
    boolean flush(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            long mine = appended;
            flushUpTo = Math.max(flushUpTo, mine);
            ready.signalAll();
            while (settledUpTo < mine) {
                if (left <= 0) {
                    return false;
                }
                left = settled.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing in any more. */
    void refuseMore() {
        lock.lock();
        try {
            closing = true;
            ready.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forces what is written to the disk. */
    void sync() throws IOException {
        store.sync();
    }

    /** What a store that forgets would lose now: what was handed out without an answer, and what waits. */
    List<byte[]> unsettled() throws IOException {
        lock.lock();
        try {
            List<byte[]> events = new ArrayList<>();
            handedOut.forEach(batch -> {
                if (!batch.settled) {
                    events.addAll(batch.events);
                }
            });
            while (store.unreadEvents() > 0) {
                events.addAll(store.read(bounds.batchEvents(), bounds.batchBytes()));
            }
            return events;
        } finally {
            lock.unlock();
        }
    }

    long keptEvents() {
        lock.lock();
        try {
            return store.keptEvents();
        } finally {
            lock.unlock();
        }
    }

    long keptBytes() {
        lock.lock();
        try {
            return store.keptBytes();
        } finally {
            lock.unlock();
        }
    }

    long unreadableBytes() {
        lock.lock();
        try {
            return store.unreadableBytes();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            store.close();
        } finally {
            lock.unlock();
        }
    }
}
