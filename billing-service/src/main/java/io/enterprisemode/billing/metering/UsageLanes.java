package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.ContextReply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the requests of a queue in a few lanes: each writes one transaction after another, on one event loop. A lane
 * that is free takes what is to be written next, so that the next transaction is prepared while another one waits for
 * the disk. If one lane is enough, it sends the next transaction while the last is under way, so that the database
 * continues without a round trip. A request is written even if its sender has disconnected, and a failure concerns only
 * the requests that may have caused it.
 *
 * <p>A transaction that takes long delays only its own organizations: another lane is used then, however few requests
 * wait, and after a while the requests of these organizations are left out. An organization that waits for a lock of
 * another transaction is passed to {@link LockedOrganizations}. If a lock concerns all organizations, the lanes
 * themselves wait, so that it is not attributed to one organization.
 */
final class UsageLanes {

    /** How requests are written that share a transaction. */
    interface Writing {

        /** Returns the results of each batch; empty: it is not written, and other lanes are to write it. */
        Uni<List<Optional<List<UsageResult>>>> together(List<UsageBatch> batches);

        /** How a request is written by itself, after a transaction with it has failed. */
        Uni<Optional<List<UsageResult>>> alone(UsageBatch batch);

        /** Whether a transaction has failed because another one holds a lock. */
        boolean isLocked(Throwable failure);

        /**
         * Whether a lock is held now for which the usage of every organization waits, such as that of a whole table.
         */
        Uni<Boolean> isEverybodyLocked();

        /** Whether the failure of a transaction may be the fault of a single request. */
        boolean isCausedBySingleRequest(Throwable failure);
    }

    /** The pause between two tries of a transaction that waits for a lock which concerns all organizations. */
    private static final long PAUSE_MILLIS = 50;

    /** The most transactions of a lane under way: one, and one that is pipelined after it. */
    private static final int DEEPEST = 2;

    /**
     * When transactions are slow.
     *
     * @param takesLong from then on a concurrent one is begun; one that waits for nothing takes a few milliseconds
     * @param isHeldUp from then on it waits for something: what else its organizations send would wait for the same.
     *     Large ones on a slow disk take less
     */
    record Slow(Duration takesLong, Duration isHeldUp) {

        static final Slow USUAL = new Slow(Duration.ofMillis(20), Duration.ofMillis(75));
    }

    /** A transaction that is under way, since an instant of {@link System#nanoTime}. */
    private static final class Begun {

        private List<WriteRequest> requests;
        private final long at;

        private Begun(List<WriteRequest> requests, long at) {
            this.requests = requests;
            this.at = at;
        }
    }

    private static final class Lane {

        private final Context context;
        private final Writing writing;
        /** Transactions of the lane that are under way, the oldest first. */
        private final Deque<Begun> underWay = new ArrayDeque<>(DEEPEST);
        /** Whether the lane is already scheduled to pipeline another one. */
        private boolean notified;

        private Lane(Context context, Writing writing) {
            this.context = context;
            this.writing = writing;
        }
    }

    private final Vertx vertx;
    private final FairBatchQueue<WriteRequest> queue;
    private final Consumer<WriteRequest> elsewhere;
    private final LockedOrganizations locked;
    private final Slow slow;
    private final List<Lane> lanes = new ArrayList<>();
    /** Lanes with nothing to do, the last to come to rest first. */
    private final Deque<Lane> free = new ArrayDeque<>();

    /** How many transactions are under way. */
    private int underWay;

    /** When the last transaction was begun. */
    private long begunAt;

    /** Whether a look is due at what waits while transactions take long. */
    private boolean watching;

    /**
     * Lanes on event loops of their own.
     *
     * @param writing makes for each lane what writes its transactions
     * @param elsewhere takes what these lanes do not write
     * @param locked takes the requests of organizations that wait for a lock
     * @param slow {@link Slow#USUAL}, except in tests
     */
    UsageLanes(
            Vertx vertx,
            int lanes,
            FairBatchQueue.Bounds bounds,
            Supplier<Writing> writing,
            Consumer<WriteRequest> elsewhere,
            LockedOrganizations locked,
            Slow slow) {
        this.vertx = vertx;
        this.queue = new FairBatchQueue<>(bounds);
        this.elsewhere = elsewhere;
        this.locked = locked;
        this.slow = slow;
        for (int lane = 0; lane < lanes; lane++) {
            // Each on an event loop of its own; getOrCreateContext would give this thread the same one again.
            this.lanes.add(new Lane(((VertxInternal) vertx).createEventLoopContext(), writing.get()));
        }
        free.addAll(this.lanes);
    }

    /** The events that wait. */
    int waiting() {
        return queue.events();
    }

    /** Takes the batch in; fails with {@link UsageProblems#OVERLOADED} when there is no room. */
    Uni<List<UsageResult>> write(UsageBatch batch) {
        return Uni.createFrom()
                .emitter(answer -> write(new WriteRequest(batch, ContextReply.here(answer), System.nanoTime())));
    }

    /** The same for a request whose reply is known. */
    void write(WriteRequest request) {
        if (queue.offer(request.organization(), request, request.batch().size())) {
            arrived();
        } else {
            request.fail(UsageProblems.overloaded());
        }
    }

    private synchronized void arrived() {
        if (queue.isWorthATransaction(underWay) || (allTakeLong() && !free.isEmpty())) {
            beginAnother();
        } else if (queue.isWorthPipelining()) {
            for (Lane lane : lanes) {
                if (mayPipeline(lane) && !lane.notified) {
                    lane.notified = true;
                    lane.context.runOnContext(ignored -> turnPipelined(lane));
                }
            }
        }
        watch();
    }

    private void beginAnother() {
        Lane lane = free.poll();
        if (lane != null) {
            lane.context.runOnContext(ignored -> turn(lane));
        }
    }

    /** Makes sure that requests do not wait for transactions that take long. */
    private void watch() {
        if (!watching && underWay > 0 && queue.events() > 0) {
            watching = true;
            vertx.setTimer(slow.takesLong().toMillis(), timer -> look());
        }
    }

    private synchronized void look() {
        watching = false;
        if (queue.events() > 0 && allTakeLong()) {
            beginAnother();
        }
        watch();
    }

    private boolean allTakeLong() {
        return underWay > 0 && System.nanoTime() - begunAt >= slow.takesLong().toNanos();
    }

    /** Only where no other lane writes: two that wait for each other's locks gain nothing by writing more. */
    private boolean mayPipeline(Lane lane) {
        int ofLane = lane.underWay.size();
        return ofLane > 0 && ofLane < DEEPEST && ofLane == underWay;
    }

    private void turn(Lane lane) {
        write(lane, next(lane));
    }

    private void turnPipelined(Lane lane) {
        write(lane, nextPipelined(lane));
    }

    private void write(Lane lane, @Nullable Begun begun) {
        if (begun != null) {
            lane.writing
                    .together(begun.requests.stream().map(WriteRequest::batch).toList())
                    .subscribe()
                    .with(results -> written(lane, begun, results), failure -> failed(lane, begun, failure));
        }
    }

    private void written(Lane lane, Begun begun, List<Optional<List<UsageResult>>> results) {
        // The database goes on with the next ones while these are answered.
        written(lane, begun);
        settle(begun.requests, results);
    }

    private void settle(List<WriteRequest> requests, List<Optional<List<UsageResult>>> results) {
        for (int i = 0; i < requests.size(); i++) {
            settle(requests.get(i), results.get(i));
        }
    }

    private void settle(WriteRequest request, Optional<List<UsageResult>> results) {
        results.ifPresentOrElse(request::succeed, () -> elsewhere.accept(request));
    }

    private void failed(Lane lane, Begun begun, Throwable failure) {
        if (lane.writing.isLocked(failure)) {
            isEverybodyLocked(lane)
                    .chain(everybody -> everybody
                            ? Uni.createFrom().item(begun.requests)
                            : organizationByOrganization(lane, begun.requests))
                    .subscribe()
                    .with(left -> waitWithEverybody(lane, begun, left), unexpected -> written(lane, begun));
        } else if (lane.writing.isCausedBySingleRequest(failure)) {
            oneByOne(lane, begun.requests)
                    .subscribe()
                    .with(done -> written(lane, begun), unexpected -> written(lane, begun));
        } else {
            begun.requests.forEach(request -> request.fail(failure));
            written(lane, begun);
        }
    }

    private static Uni<Boolean> isEverybodyLocked(Lane lane) {
        return lane.writing.isEverybodyLocked().onFailure().recoverWithItem(false);
    }

    /** Tries again what is left of a transaction, for as long as its requests may wait. */
    private void waitWithEverybody(Lane lane, Begun begun, List<WriteRequest> left) {
        Map<Boolean, List<WriteRequest>> byPatience =
                left.stream().collect(Collectors.partitioningBy(locked::hasWaitedLongEnough));
        List<WriteRequest> waiting = byPatience.getOrDefault(false, List.of());
        synchronized (this) {
            begun.requests = waiting;
        }
        byPatience.getOrDefault(true, List.of()).forEach(request -> request.fail(UsageProblems.heldUp()));
        if (waiting.isEmpty()) {
            written(lane, begun);
        } else {
            vertx.setTimer(PAUSE_MILLIS, timer -> lane.context.runOnContext(ignored -> write(lane, begun)));
        }
    }

    private void written(Lane lane, Begun begun) {
        synchronized (this) {
            underWay--;
            lane.underWay.remove(begun);
        }
        turn(lane);
    }

    /** The next transaction of the lane; null when it has nothing to write, or first finishes what is under way. */
    private synchronized @Nullable Begun next(Lane lane) {
        if (!lane.underWay.isEmpty()) {
            return nextPipelined(lane);
        }
        BatchCompatibility compatibility = new BatchCompatibility();
        Set<UUID> heldUp = heldUp();
        List<WriteRequest> requests = queue.next(
                allTakeLong() ? 0 : underWay,
                request -> !heldUp.contains(request.organization()) && compatibility.test(request.batch()));
        if (requests.isEmpty()) {
            // First, so that the next transaction finds its connection warm.
            free.addFirst(lane);
            watch();
            return null;
        }
        return begun(lane, requests);
    }

    /** The organizations whose transactions wait for something. */
    private Set<UUID> heldUp() {
        Set<UUID> heldUp = Set.of();
        long now = System.nanoTime();
        for (Lane lane : lanes) {
            for (Begun begun : lane.underWay) {
                if (now - begun.at >= slow.isHeldUp().toNanos()) {
                    heldUp = heldUp.isEmpty() ? new HashSet<>() : heldUp;
                    for (WriteRequest request : begun.requests) {
                        heldUp.add(request.organization());
                    }
                }
            }
        }
        return heldUp;
    }

    /** What the lane is to pipeline after its transaction; nothing when that is done meanwhile, too. */
    private synchronized @Nullable Begun nextPipelined(Lane lane) {
        lane.notified = false;
        if (!mayPipeline(lane)) {
            return null;
        }
        BatchCompatibility compatibility = new BatchCompatibility();
        List<WriteRequest> requests = queue.nextPipelined(request -> compatibility.test(request.batch()));
        return requests.isEmpty() ? null : begun(lane, requests);
    }

    private Begun begun(Lane lane, List<WriteRequest> requests) {
        begunAt = System.nanoTime();
        underWay++;
        Begun begun = new Begun(requests, begunAt);
        lane.underWay.addLast(begun);
        arrived();
        return begun;
    }

    /**
     * Writes each organization by itself, to find those that are locked; those with the most requests come last, as
     * they are the most likely. Returns the requests that wait for a lock which concerns all organizations; every other
     * one is answered or waits elsewhere.
     */
    private Uni<List<WriteRequest>> organizationByOrganization(Lane lane, List<WriteRequest> requests) {
        Map<UUID, List<WriteRequest>> byOrganization = new LinkedHashMap<>();
        requests.forEach(request -> byOrganization
                .computeIfAbsent(request.organization(), organization -> new ArrayList<>())
                .add(request));
        if (byOrganization.size() == 1) {
            lock(requests);
            return Uni.createFrom().item(List.of());
        }
        List<WriteRequest> left = new ArrayList<>();
        Uni<Void> all = Uni.createFrom().voidItem();
        for (List<WriteRequest> some : byOrganization.values().stream()
                .sorted(Comparator.comparingInt(List::size))
                .toList()) {
            all = all.chain(() -> {
                if (left.isEmpty()) {
                    return ofOneOrganization(lane, some).invoke(left::addAll).replaceWithVoid();
                }
                left.addAll(some);
                return Uni.createFrom().voidItem();
            });
        }
        return all.replaceWith(left);
    }

    private Uni<List<WriteRequest>> ofOneOrganization(Lane lane, List<WriteRequest> requests) {
        if (requests.stream().allMatch(locked::hasWaitedLongEnough)) {
            requests.forEach(request -> request.fail(UsageProblems.heldUp()));
            return Uni.createFrom().item(List.of());
        }
        return lane.writing
                .together(requests.stream().map(WriteRequest::batch).toList())
                .invoke(results -> settle(requests, results))
                .replaceWith(List.<WriteRequest>of())
                .onFailure()
                .recoverWithUni(failure -> {
                    if (lane.writing.isLocked(failure)) {
                        return isEverybodyLocked(lane).map(everybody -> {
                            if (everybody) {
                                return requests;
                            }
                            lock(requests);
                            return List.of();
                        });
                    }
                    if (lane.writing.isCausedBySingleRequest(failure)) {
                        return oneByOne(lane, requests).replaceWith(List.of());
                    }
                    requests.forEach(request -> request.fail(failure));
                    return Uni.createFrom().item(List.of());
                });
    }

    /** Requests of one organization wait for a lock, and with them what it has sent after them. */
    private void lock(List<WriteRequest> requests) {
        UUID organization = requests.getFirst().organization();
        List<WriteRequest> all = new ArrayList<>(requests);
        all.addAll(queue.remove(organization));
        locked.take(organization, all);
    }

    /** Completes when every request has its answer or waits elsewhere. */
    private Uni<Void> oneByOne(Lane lane, List<WriteRequest> requests) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (WriteRequest request : requests) {
            all = all.chain(() -> lane.writing
                    .alone(request.batch())
                    .invoke(results -> settle(request, results))
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithUni(failure -> {
                        if (lane.writing.isLocked(failure)) {
                            lock(List.of(request));
                        } else {
                            request.fail(failure);
                        }
                        return Uni.createFrom().voidItem();
                    }));
        }
        return all;
    }
}
