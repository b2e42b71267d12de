package io.enterprisemode.billing.metering;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Requests of organizations that wait for a lock which another transaction holds. They wait apart, so that no other
 * organization waits for that lock. What an organization sends meanwhile joins its line, which is tried repeatedly, a
 * few lines at once. After the first success the organization is treated as any other again. A request that has waited
 * too long is refused with Retry-After, and nothing of it was taken in; a timer checks this, so it does not depend on
 * how many lines are tried before. What waits is bounded, for one organization and in all.
 */
final class LockedOrganizations {

    private static final long PAUSE_MILLIS = 50;

    /** How often it is checked which requests have waited too long. */
    private static final long WATCH_MILLIS = 100;

    /** What waits of one organization. */
    private static final class Line {

        private final UUID organization;
        private final Deque<WriteRequest> waiting = new ArrayDeque<>();
        private int events;
        /** Whether some of it is being written. */
        private boolean isTried;

        private Line(UUID organization) {
            this.organization = organization;
        }
    }

    /** Where lines are tried: on one event loop, one after another. */
    private record Lane(Context context, UsageLanes.Writing writing) {}

    private final Vertx vertx;
    private final FairBatchQueue.Bounds bounds;
    private final long patience;
    private final Consumer<UUID> onLocked;
    private final Map<UUID, Line> lines = new ConcurrentHashMap<>();
    /** Lines to be tried now. */
    private final Deque<Line> due = new ArrayDeque<>();

    private final Deque<Lane> free = new ArrayDeque<>();

    /** The events that wait. */
    private int events;

    /** Whether the next check for requests that have waited too long is scheduled. */
    private boolean isWatched;

    /**
     * @param lanes how many organizations are tried at once
     * @param bounds how much may wait, in all and of one organization, and is written together
     * @param patience how long a request may wait
     * @param writing makes for each lane what writes its transactions
     * @param onLocked called with each organization that is found to be locked
     */
    LockedOrganizations(
            Vertx vertx,
            int lanes,
            FairBatchQueue.Bounds bounds,
            Duration patience,
            Supplier<UsageLanes.Writing> writing,
            Consumer<UUID> onLocked) {
        this.vertx = vertx;
        this.bounds = bounds;
        this.patience = patience.toNanos();
        this.onLocked = onLocked;
        for (int lane = 0; lane < lanes; lane++) {
            free.add(new Lane(((VertxInternal) vertx).createEventLoopContext(), writing.get()));
        }
    }

    /** The events that wait. */
    synchronized int waiting() {
        return events;
    }

    /** Whether requests of the organization wait here. */
    boolean has(UUID organization) {
        return lines.containsKey(organization);
    }

    /**
     * Takes a request in after those of its organization that wait already.
     *
     * @return false: the organization waits for nothing here
     */
    boolean join(WriteRequest request) {
        if (lines.isEmpty()) {
            return false;
        }
        synchronized (this) {
            Line line = lines.get(request.organization());
            if (line == null) {
                return false;
            }
            if (add(line, request)) {
                return true;
            }
        }
        request.fail(UsageProblems.heldUp());
        return true;
    }

    /** Whether the request has waited as long as it may. */
    boolean hasWaitedLongEnough(WriteRequest request) {
        return System.nanoTime() - request.arrivedAt() > patience;
    }

    /**
     * Takes the requests of an organization that was found to be locked, in this order; those for which there is no
     * room are refused with Retry-After.
     */
    void take(UUID organization, List<WriteRequest> requests) {
        List<WriteRequest> left = new ArrayList<>();
        synchronized (this) {
            Line line = lines.get(organization);
            boolean isNew = line == null;
            if (line == null) {
                line = new Line(organization);
                lines.put(organization, line);
            }
            for (WriteRequest request : requests) {
                if (!add(line, request)) {
                    left.add(request);
                }
            }
            if (isNew) {
                onLocked.accept(organization);
                tryLater(line);
                watch();
            }
        }
        left.forEach(request -> request.fail(UsageProblems.heldUp()));
    }

    /** False: there is no room. */
    private boolean add(Line line, WriteRequest request) {
        int size = request.batch().size();
        boolean room = (events == 0 || events + size <= bounds.events())
                && (line.events == 0 || line.events + size <= bounds.eventsOfOne());
        if (room) {
            line.waiting.addLast(request);
            count(line, size);
        }
        return room;
    }

    private void count(Line line, int size) {
        line.events += size;
        events += size;
    }

    private void watch() {
        if (!isWatched && !lines.isEmpty()) {
            isWatched = true;
            vertx.setTimer(WATCH_MILLIS, timer -> look());
        }
    }

    private void look() {
        List<WriteRequest> expired = new ArrayList<>();
        synchronized (this) {
            isWatched = false;
            for (Line line : List.copyOf(lines.values())) {
                line.waiting.removeIf(request -> {
                    boolean isTired = hasWaitedLongEnough(request);
                    if (isTired) {
                        count(line, -request.batch().size());
                        expired.add(request);
                    }
                    return isTired;
                });
                if (line.waiting.isEmpty() && !line.isTried) {
                    lines.remove(line.organization, line);
                }
            }
            watch();
        }
        expired.forEach(request -> request.fail(UsageProblems.heldUp()));
    }

    private void tryLater(Line line) {
        vertx.setTimer(PAUSE_MILLIS, timer -> {
            synchronized (this) {
                due.addLast(line);
            }
            begin();
        });
    }

    private synchronized void begin() {
        while (!due.isEmpty() && !free.isEmpty()) {
            Lane lane = free.removeFirst();
            Line line = due.removeFirst();
            lane.context.runOnContext(ignored -> attempt(lane, line));
        }
    }

    private void attempt(Lane lane, Line line) {
        List<WriteRequest> requests = next(line);
        if (requests.isEmpty()) {
            leave(lane);
            return;
        }
        Uni.createFrom()
                .deferred(() -> lane.writing.together(
                        requests.stream().map(WriteRequest::batch).toList()))
                .subscribe()
                .with(
                        results -> {
                            for (int i = 0; i < requests.size(); i++) {
                                requests.get(i).succeed(results.get(i).orElseThrow());
                            }
                            attempt(lane, line);
                        },
                        failure -> failed(lane, line, requests, failure));
    }

    private void failed(Lane lane, Line line, List<WriteRequest> requests, Throwable failure) {
        if (lane.writing.isLocked(failure)) {
            synchronized (this) {
                requests.reversed().forEach(request -> {
                    line.waiting.addFirst(request);
                    count(line, request.batch().size());
                });
                line.isTried = false;
            }
            tryLater(line);
            leave(lane);
        } else if (lane.writing.isCausedBySingleRequest(failure)) {
            oneByOne(lane, requests).subscribe().with(done -> attempt(lane, line), unexpected -> attempt(lane, line));
        } else {
            requests.forEach(request -> request.fail(failure));
            attempt(lane, line);
        }
    }

    /** Once a request finds the lock held again, the remaining ones are refused without waiting for it. */
    private static Uni<Void> oneByOne(Lane lane, List<WriteRequest> requests) {
        AtomicBoolean locked = new AtomicBoolean();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (WriteRequest request : requests) {
            all = all.chain(() -> locked.get()
                    ? Uni.createFrom().voidItem().invoke(() -> request.fail(UsageProblems.heldUp()))
                    : lane.writing
                            .alone(request.batch())
                            .invoke(results -> request.succeed(results.orElseThrow()))
                            .replaceWithVoid()
                            .onFailure()
                            .recoverWithUni(failure -> {
                                locked.set(lane.writing.isLocked(failure));
                                request.fail(locked.get() ? UsageProblems.heldUp() : failure);
                                return Uni.createFrom().voidItem();
                            }));
        }
        return all;
    }

    /**
     * The requests of the organization that are to be tried next; none when all are written, and then its line is
     * removed.
     */
    private List<WriteRequest> next(Line line) {
        List<WriteRequest> expired = new ArrayList<>();
        List<WriteRequest> requests = new ArrayList<>();
        synchronized (this) {
            BatchCompatibility compatibility = new BatchCompatibility();
            int taken = 0;
            while (!line.waiting.isEmpty()) {
                WriteRequest first = line.waiting.getFirst();
                int size = first.batch().size();
                boolean isTired = hasWaitedLongEnough(first);
                boolean room = taken == 0 || taken + size <= bounds.eventsTogether();
                if (!isTired && (!room || !compatibility.test(first.batch()))) {
                    break;
                }
                line.waiting.removeFirst();
                count(line, -size);
                if (isTired) {
                    expired.add(first);
                } else {
                    requests.add(first);
                    taken += size;
                }
            }
            line.isTried = !requests.isEmpty();
            if (requests.isEmpty()) {
                lines.remove(line.organization, line);
            }
        }
        expired.forEach(request -> request.fail(UsageProblems.heldUp()));
        return requests;
    }

    private void leave(Lane lane) {
        synchronized (this) {
            free.addLast(lane);
        }
        begin();
    }
}
