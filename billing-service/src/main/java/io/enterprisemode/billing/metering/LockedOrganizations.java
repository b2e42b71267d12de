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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Requests of organizations that wait for a lock which somebody else has. They wait here by themselves, so that nobody else waits for that lock: what
 * an organization sends meanwhile joins its line, which is tried again and again, a few lines at once. With the first success the organization is
 * as any other again; who has waited too long is told to come back later, and nothing of the request was taken in.
 */
final class LockedOrganizations {

    private static final long PAUSE_MILLIS = 50;

    /** What waits of one organization. */
    private static final class Line {

        private final UUID organization;
        private final Deque<WriteRequest> waiting = new ArrayDeque<>();
        private int events;

        private Line(UUID organization) {
            this.organization = organization;
        }

        private void add(WriteRequest request) {
            waiting.addLast(request);
            events += request.batch().size();
        }
    }

    /** Where lines are tried: on one event loop, one after another. */
    private record Lane(Context context, UsageLanes.Writing writing) {}

    private final Vertx vertx;
    private final WriteQueue.Bounds bounds;
    private final long patience;
    private final Consumer<UUID> onLocked;
    private final Map<UUID, Line> lines = new ConcurrentHashMap<>();
    /** Lines to be tried now. */
    private final Deque<Line> due = new ArrayDeque<>();

    private final Deque<Lane> free = new ArrayDeque<>();

    /**
     * @param lanes how many organizations are tried at once
     * @param bounds how much may wait of one organization, and is written together
     * @param patience how long a request may wait
     * @param writing makes for each lane what writes its transactions
     * @param onLocked is told of each organization that is found to be locked
     */
    LockedOrganizations(
            Vertx vertx,
            int lanes,
            WriteQueue.Bounds bounds,
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
        return lines.values().stream().mapToInt(line -> line.events).sum();
    }

    /** Whether requests of the organization wait here. */
    boolean has(UUID organization) {
        return lines.containsKey(organization);
    }

    /**
     * Takes a request in behind those of its organization that wait already.
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
            if (line.events + request.batch().size() <= bounds.eventsOfOne()) {
                line.add(request);
                return true;
            }
        }
        request.fail(UsageProblems.heldUp());
        return true;
    }

    /** Takes the requests of an organization that was found to be locked, in this order. */
    synchronized void take(UUID organization, List<WriteRequest> requests) {
        Line line = lines.get(organization);
        boolean isNew = line == null;
        if (line == null) {
            line = new Line(organization);
            lines.put(organization, line);
        }
        requests.forEach(line::add);
        if (isNew) {
            onLocked.accept(organization);
            tryLater(line);
        }
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
                    line.events += request.batch().size();
                });
            }
            tryLater(line);
            leave(lane);
        } else if (lane.writing.mayBeOneRequests(failure)) {
            oneByOne(lane, requests).subscribe().with(done -> attempt(lane, line), unexpected -> attempt(lane, line));
        } else {
            requests.forEach(request -> request.fail(failure));
            attempt(lane, line);
        }
    }

    private static Uni<Void> oneByOne(Lane lane, List<WriteRequest> requests) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (WriteRequest request : requests) {
            all = all.chain(() -> lane.writing
                    .alone(request.batch())
                    .invoke(results -> request.succeed(results.orElseThrow()))
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithUni(failure -> {
                        request.fail(lane.writing.isLocked(failure) ? UsageProblems.heldUp() : failure);
                        return Uni.createFrom().voidItem();
                    }));
        }
        return all;
    }

    /** What is to be tried next of the organization; nothing when all of it is written, and then it is as any other again. */
    private List<WriteRequest> next(Line line) {
        List<WriteRequest> tired = new ArrayList<>();
        List<WriteRequest> requests = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            WriteCompany company = new WriteCompany();
            int taken = 0;
            while (!line.waiting.isEmpty()) {
                WriteRequest first = line.waiting.getFirst();
                int size = first.batch().size();
                boolean isTired = now - first.arrivedAt() > patience;
                boolean room = taken == 0 || taken + size <= bounds.eventsTogether();
                if (!isTired && (!room || !company.test(first.batch()))) {
                    break;
                }
                line.waiting.removeFirst();
                line.events -= size;
                if (isTired) {
                    tired.add(first);
                } else {
                    requests.add(first);
                    taken += size;
                }
            }
            if (requests.isEmpty()) {
                lines.remove(line.organization);
            }
        }
        tired.forEach(request -> request.fail(UsageProblems.heldUp()));
        return requests;
    }

    private void leave(Lane lane) {
        synchronized (this) {
            free.addLast(lane);
        }
        begin();
    }
}
