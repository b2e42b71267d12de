package io.enterprisemode.billing.metering;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Requests that wait to be written, and which of them share the next transaction. Bounded by events, also for a single organization, so that
 * the flood of one leaves room to the others; organizations take turns, one request each, and the requests of one keep their order. A request
 * that finds nobody before it is written at once. While a transaction is under way the others gather, and another one beside it is begun only when it
 * is worth its cost, that is with {@link Bounds#eventsForAnother()}. While requests come in a crowd, transactions keep a pace: what one costs, however
 * little is in it, is then shared by more.
 *
 * @param <T> a request
 */
final class WriteQueue<T> {

    /**
     * The bounds.
     *
     * @param events that may wait
     * @param eventsOfOne that may wait of one organization
     * @param eventsTogether that are written in one transaction, unless a single request has more
     * @param pace after a transaction of a crowd, the least time from its beginning to that of the next, unless that one is large
     */
    record Bounds(int events, int eventsOfOne, int eventsTogether, Duration pace) {

        Bounds {
            if (events < 1 || eventsOfOne < 1 || eventsTogether < 1 || pace.isNegative()) {
                throw new IllegalArgumentException("events " + events + ", of one " + eventsOfOne + ", together "
                        + eventsTogether + ", pace " + pace);
            }
        }

        /** From how many events on a transaction is large: begun beside another, and without regard to the pace. */
        int eventsForAnother() {
            return Math.ceilDiv(eventsTogether, 4);
        }
    }

    /** What is to be done next. */
    sealed interface Turn<T> {

        /** Nothing waits, or not enough for another transaction beside those under way. */
        record Nothing<T>() implements Turn<T> {}

        /** Ask again after this time, or as soon as {@link WriteQueue#isFull()}. */
        record Later<T>(Duration pause) implements Turn<T> {}

        /** Write these in one transaction, in this order. */
        record Write<T>(List<T> requests) implements Turn<T> {}
    }

    /** From how many requests in a transaction on they are a crowd. */
    static final int CROWD = 8;

    private record Waiting<T>(T request, int events) {}

    /** What waits of one organization. */
    private static final class Line<T> {

        private final UUID organization;
        private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
        private int events;

        private Line(UUID organization) {
            this.organization = organization;
        }
    }

    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private final Map<UUID, Line<T>> lines = new HashMap<>();
    /** Whose turn it is, in this order. */
    private final Deque<Line<T>> round = new ArrayDeque<>();

    private int events;
    /** Requests in the last transaction, and when it was begun. */
    private int requestsBefore;

    private long begun;

    /**
     * @param nanoTime such as {@link System#nanoTime()}
     */
    WriteQueue(Bounds bounds, LongSupplier nanoTime) {
        this.bounds = bounds;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a request in, unless there is no room. Where nothing waits there is always room.
     *
     * @param size of the request in events, large ones counting for several
     */
    synchronized boolean offer(UUID organization, T request, int size) {
        Line<T> line = lines.get(organization);
        int before = line == null ? 0 : line.events;
        if ((events > 0 && events + size > bounds.events()) || (before > 0 && before + size > bounds.eventsOfOne())) {
            return false;
        }
        if (line == null) {
            line = new Line<>(organization);
            lines.put(organization, line);
            round.addLast(line);
        }
        line.waiting.addLast(new Waiting<>(request, size));
        line.events += size;
        events += size;
        return true;
    }

    /** The events that wait. */
    synchronized int events() {
        return events;
    }

    /** Whether what waits is worth a transaction beside so many others. */
    synchronized boolean isWorthwhile(int underWay) {
        return events > 0 && (underWay == 0 || isFull());
    }

    /** Whether nothing speaks for waiting any longer. */
    synchronized boolean isFull() {
        return events >= bounds.eventsForAnother();
    }

    /**
     * Decides what comes next.
     *
     * @param underWay transactions that are being written
     * @param fits asked of each request that would be written together with those it said yes to before; after a no, the organization waits
     */
    synchronized Turn<T> next(int underWay, Predicate<T> fits) {
        if (!isWorthwhile(underWay)) {
            return new Turn.Nothing<>();
        }
        if (requestsBefore >= CROWD && !isFull()) {
            long left = bounds.pace().toNanos() - (nanoTime.getAsLong() - begun);
            if (left > 0) {
                return new Turn.Later<>(Duration.ofNanos(left));
            }
        }
        return new Turn.Write<>(take(fits));
    }

    private List<T> take(Predicate<T> fits) {
        List<T> together = new ArrayList<>();
        Deque<Line<T>> passedOver = new ArrayDeque<>();
        int taken = 0;
        while (!round.isEmpty() && taken < bounds.eventsTogether()) {
            Line<T> line = round.removeFirst();
            Waiting<T> first = line.waiting.getFirst();
            boolean room = taken == 0 || taken + first.events() <= bounds.eventsTogether();
            if (!room || !fits.test(first.request())) {
                passedOver.addLast(line);
                continue;
            }
            together.add(first.request());
            taken += first.events();
            leave(line, first);
        }
        while (!passedOver.isEmpty()) {
            round.addFirst(passedOver.removeLast());
        }
        requestsBefore = together.size();
        begun = nanoTime.getAsLong();
        return together;
    }

    private void leave(Line<T> line, Waiting<T> first) {
        line.waiting.removeFirst();
        line.events -= first.events();
        events -= first.events();
        if (line.waiting.isEmpty()) {
            lines.remove(line.organization);
        } else {
            round.addLast(line);
        }
    }
}
