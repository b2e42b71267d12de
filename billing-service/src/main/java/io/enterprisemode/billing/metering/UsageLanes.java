package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the requests of a queue in a few lanes: each writes one transaction after another, on one event loop. A lane that is free takes whatever is
 * to be written next, so that while one waits for the disk the next transaction is made. They work for nobody's account: a request whose sender has
 * gone away is written all the same, and a failure reaches those only whose requests it is about.
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

    private final WriteQueue<Request> queue;
    private final Writing writing;
    /** Lanes with nothing to do. */
    private final Deque<Context> free = new ArrayDeque<>();

    /** How many lanes are writing. */
    private int underWay;

    UsageLanes(Vertx vertx, int lanes, WriteQueue.Bounds bounds, Writing writing) {
        this.queue = new WriteQueue<>(bounds);
        this.writing = writing;
        for (int lane = 0; lane < lanes; lane++) {
            // Each on an event loop of its own; getOrCreateContext would give this thread the same one again.
            free.add(((VertxInternal) vertx).createEventLoopContext());
        }
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
        Context lane = queue.isWorthwhile(underWay) ? free.poll() : null;
        if (lane != null) {
            run(lane);
        }
    }

    private void run(Context lane) {
        lane.runOnContext(ignored -> turn(lane));
    }

    private void turn(Context lane) {
        List<Request> requests = next(lane);
        if (!requests.isEmpty()) {
            writing.together(requests.stream().map(Request::batch).toList())
                    .subscribe()
                    .with(results -> written(lane, requests, results), failure -> failed(lane, requests, failure));
        }
    }

    private void written(Context lane, List<Request> requests, List<List<UsageResult>> results) {
        // The database goes on with the next ones while these are answered.
        written(lane);
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).succeed(results.get(i));
        }
    }

    private void failed(Context lane, List<Request> requests, Throwable failure) {
        if (writing.mayBeOneRequests(failure)) {
            oneByOne(requests).subscribe().with(done -> written(lane), unexpected -> written(lane));
        } else {
            requests.forEach(request -> request.fail(failure));
            written(lane);
        }
    }

    private void written(Context lane) {
        synchronized (this) {
            underWay--;
        }
        turn(lane);
    }

    /** What the lane is to write; nothing when it has come to rest. */
    private synchronized List<Request> next(Context lane) {
        WriteCompany company = new WriteCompany();
        List<Request> requests = queue.next(underWay, request -> company.test(request.batch()));
        if (requests.isEmpty()) {
            free.add(lane);
        } else {
            underWay++;
            arrived();
        }
        return requests;
    }

    /** Completes when every request has its answer. */
    private Uni<Void> oneByOne(List<Request> requests) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Request request : requests) {
            all = all.chain(() -> writing.alone(request.batch())
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
