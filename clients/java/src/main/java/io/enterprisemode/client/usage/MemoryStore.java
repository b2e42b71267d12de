package io.enterprisemode.client.usage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Events in memory. */
final class MemoryStore implements EventStore {

    private final Deque<byte[]> unread = new ArrayDeque<>();
    private final Deque<Integer> readSizes = new ArrayDeque<>();
    private long unreadBytes;
    private long keptBytes;

    @Override
    public void append(List<byte[]> events) {
        for (byte[] event : events) {
            unread.add(event);
            unreadBytes += event.length;
            keptBytes += event.length;
        }
    }

    @Override
    public void keepPromise() {
        // Memory has no durability to wait for.
    }

    @Override
    public void sync() {
        // There is no disk.
    }

    @Override
    public List<byte[]> read(int mostEvents, long mostBytes) {
        List<byte[]> batch = new ArrayList<>();
        long bytes = 0;
        for (byte[] next = unread.peek(); next != null && batch.size() < mostEvents; next = unread.peek()) {
            bytes += next.length;
            if (bytes > mostBytes && !batch.isEmpty()) {
                break;
            }
            batch.add(unread.remove());
            readSizes.add(next.length);
            unreadBytes -= next.length;
        }
        return batch;
    }

    @Override
    public void release(int events) {
        for (int i = 0; i < events; i++) {
            keptBytes -= readSizes.remove();
        }
    }

    @Override
    public int unreadEvents() {
        return unread.size();
    }

    @Override
    public long unreadBytes() {
        return unreadBytes;
    }

    @Override
    public int keptEvents() {
        return unread.size() + readSizes.size();
    }

    @Override
    public long keptBytes() {
        return keptBytes;
    }

    @Override
    public long unreadableBytes() {
        return 0;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
