package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * Writes the requests of a queue in a few lanes: each writes one transaction after another, on one event loop. A lane that is free takes whatever is
 * to be written next, so that while one waits for the disk the next transaction is made; where one lane is enough, it sends the next transaction
 * while the last is under way, so that the database goes on to it without a round trip. They work for nobody's account: a request whose sender has gone away is
 * written all the same, and a failure reaches those only whose requests it is about.
 */
final class UsageLanes {

    /** How requests are written that share a transaction; answers one list of results for each. */
    interface Writing {

        Uni<List<List<UsageResult>>> together(List<UsageBatch> batches);

        /** How a request is written by itself, after a transaction with it has failed. */
        Uni<List<UsageResult>> alone(UsageBatch batch);

        /** Whether the failure of a transaction may be the fault of a single request. */
        boolean mayBeOneRequests(Throwable failure);
    }

    private record Request(UsageBatch batch, Asker<List<UsageResult>> asker) {

        void succeed(List<UsageResult> results) {
            asker.answer(results);
        }

        void fail(Throwable failure) {
            asker.fail(failure);
        }
    }

    /** A transaction and one behind it. */
    private static final int DEEPEST = 2;

    private static final class Lane {

        private final Context context;
        private final Writing writing;
        /** Transactions of the lane that are under way. */
        private int underWay;
        /** Whether it has been told to write another one behind. */
        private boolean told;

        private Lane(Context context, Writing writing) {
            this.context = context;
            this.writing = writing;
        }
    }

    private final WriteQueue<Request> queue;
    private final List<Lane> lanes = new ArrayList<>();
    /** Lanes with nothing to do, the last to come to rest first. */
    private final Deque<Lane> free = new ArrayDeque<>();

    /** How many transactions are under way. */
    private int underWay;

    /**
     * Lanes on event loops of their own.
     *
     * @param writing makes for each lane what writes its transactions
     */
    UsageLanes(Vertx vertx, int lanes, WriteQueue.Bounds bounds, Supplier<Writing> writing) {
        this.queue = new WriteQueue<>(bounds);
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
        return Uni.createFrom().emitter(answer -> {
            Request request = new Request(batch, Asker.here(answer));
            if (queue.offer(batch.organizationId(), request, batch.size())) {
                arrived();
            } else {
                answer.fail(UsageProblems.overloaded());
            }
        });
    }

    private synchronized void arrived() {
        if (queue.isWorthwhile(underWay)) {
            Lane lane = free.poll();
            if (lane != null) {
                lane.context.runOnContext(ignored -> turn(lane));
            }
        } else if (queue.isWorthwhileBehind()) {
            for (Lane lane : lanes) {
                if (mayGoBehind(lane) && !lane.told) {
                    lane.told = true;
                    lane.context.runOnContext(ignored -> turnBehind(lane));
                }
            }
        }
    }

    /** Only where no other lane writes: two that wait for each other's locks gain nothing by writing more. */
    private boolean mayGoBehind(Lane lane) {
        return lane.underWay > 0 && lane.underWay < DEEPEST && lane.underWay == underWay;
    }

    private void turn(Lane lane) {
        write(lane, next(lane));
    }

    private void turnBehind(Lane lane) {
        write(lane, nextBehind(lane));
    }

    private void write(Lane lane, List<Request> requests) {
        if (!requests.isEmpty()) {
            lane.writing
                    .together(requests.stream().map(Request::batch).toList())
                    .subscribe()
                    .with(results -> written(lane, requests, results), failure -> failed(lane, requests, failure));
        }
    }

    private void written(Lane lane, List<Request> requests, List<List<UsageResult>> results) {
        // The database goes on with the next ones while these are answered.
        written(lane);
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).succeed(results.get(i));
        }
    }

    private void failed(Lane lane, List<Request> requests, Throwable failure) {
        if (lane.writing.mayBeOneRequests(failure)) {
            oneByOne(lane, requests).subscribe().with(done -> written(lane), unexpected -> written(lane));
        } else {
            requests.forEach(request -> request.fail(failure));
            written(lane);
        }
    }

    private void written(Lane lane) {
        synchronized (this) {
            underWay--;
            lane.underWay--;
        }
        turn(lane);
    }

    /** What the lane is to write; nothing when it has come to rest, or is to finish first what is under way. */
    private synchronized List<Request> next(Lane lane) {
        if (lane.underWay > 0) {
            return nextBehind(lane);
        }
        WriteCompany company = new WriteCompany();
        List<Request> requests = queue.next(underWay, request -> company.test(request.batch()));
        if (requests.isEmpty()) {
            // First, so that the next transaction finds its connection warm.
            free.addFirst(lane);
        } else {
            begun(lane);
        }
        return requests;
    }

    /** What the lane is to write behind its transaction that is under way; nothing when that is done meanwhile, too. */
    private synchronized List<Request> nextBehind(Lane lane) {
        lane.told = false;
        if (!mayGoBehind(lane)) {
            return List.of();
        }
        WriteCompany company = new WriteCompany();
        List<Request> requests = queue.nextBehind(request -> company.test(request.batch()));
        if (!requests.isEmpty()) {
            begun(lane);
        }
        return requests;
    }

    private void begun(Lane lane) {
        underWay++;
        lane.underWay++;
        arrived();
    }

    /** Completes when every request has its answer. */
    private Uni<Void> oneByOne(Lane lane, List<Request> requests) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Request request : requests) {
            all = all.chain(() -> lane.writing
                    .alone(request.batch())
                    .invoke(request::succeed)
                    .replaceWithVoid()
                    .onFailure()
                    .recoverWithUni(failure -> {
                        request.fail(failure);
                        return Uni.createFrom().voidItem();
                    }));
        }
        return all;
    }
}
