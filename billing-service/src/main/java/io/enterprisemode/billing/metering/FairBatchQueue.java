package io.enterprisemode.billing.metering;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Requests that wait to be written, and which of them share the next transaction. Bounded by events, also for a single
 * organization, so that many requests of one organization leave room for the others; organizations take turns, one
 * request each, and the requests of one keep their order. If nothing waits and nothing is under way, a request is
 * written immediately. While a transaction is under way the others gather. A pipelined or concurrent transaction is
 * begun only when it is worth its cost; while transactions take too long, any concurrent one is.
 *
 * @param <T> a request
 */
final class FairBatchQueue<T> {

    /**
     * The bounds.
     *
     * @param events that may wait
     * @param eventsOfOne that may wait of one organization
     * @param eventsTogether that are written in one transaction, unless a single request has more
     */
    record Bounds(int events, int eventsOfOne, int eventsTogether) {

        Bounds {
            if (events < 1 || eventsOfOne < 1 || eventsTogether < 1) {
                throw new IllegalArgumentException(
                        "events " + events + ", of one " + eventsOfOne + ", together " + eventsTogether);
            }
        }

        /** From how many events on a concurrent transaction is begun in any case. */
        int eventsForAnother() {
            return Math.ceilDiv(eventsTogether, 4);
        }
    }

    /** The number of events that cost about as much as the transaction itself. */
    static final int WORTH_A_TRANSACTION = 48;

    /**
     * The number of events from which on a pipelined transaction is begun, although it makes the one after it smaller.
     */
    static final int WORTH_PIPELINING = 16;

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
    private final Map<UUID, Line<T>> lines = new HashMap<>();
    /** The organizations with waiting requests, in the order of their turns. */
    private final Deque<Line<T>> round = new ArrayDeque<>();

    private int events;
    /** In the last transaction. */
    private int eventsBefore;

    FairBatchQueue(Bounds bounds) {
        this.bounds = bounds;
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

    /**
     * Whether what waits is worth a transaction concurrent with so many others: half as many as were written last and
     * no fewer than {@link #WORTH_A_TRANSACTION}, or so many that what a transaction costs by itself does not matter.
     */
    synchronized boolean isWorthATransaction(int underWay) {
        return events > 0 && (underWay == 0 || events >= atLeast(WORTH_A_TRANSACTION));
    }

    /**
     * Whether what waits is worth a transaction pipelined after the one that is being written: it does not slow that
     * one down and saves the database a pause, so fewer events are enough than for a concurrent one.
     */
    synchronized boolean isWorthPipelining() {
        return events > 0 && events >= atLeast(WORTH_PIPELINING);
    }

    private int atLeast(int fewest) {
        return Math.min(bounds.eventsForAnother(), Math.max(eventsBefore / 2, fewest));
    }

    /**
     * What is to be written next in one transaction, in this order; empty: nothing, or not enough for another one.
     *
     * @param underWay transactions that are being written
     * @param fits called with each request that would be written together with those it accepted before; after false,
     *     the organization waits
     */
    synchronized List<T> next(int underWay, Predicate<T> fits) {
        return isWorthATransaction(underWay) ? take(fits) : List.of();
    }

    /** Takes out all that waits of an organization, in its order. */
    synchronized List<T> remove(UUID organization) {
        Line<T> line = lines.remove(organization);
        if (line == null) {
            return List.of();
        }
        round.remove(line);
        events -= line.events;
        return line.waiting.stream().map(Waiting::request).toList();
    }

    /** The same for a pipelined transaction; empty: not enough. */
    synchronized List<T> nextPipelined(Predicate<T> fits) {
        return isWorthPipelining() ? take(fits) : List.of();
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
        eventsBefore = taken;
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
