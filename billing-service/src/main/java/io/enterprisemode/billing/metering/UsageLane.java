package io.enterprisemode.billing.metering;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the requests of some organizations, one transaction after another, on one event loop. It works for nobody's account: a request whose
 * sender has gone away is written all the same, and a failure reaches those only whose requests it is about.
 */
final class UsageLane {

    /** How requests are written that share a transaction; answers one list of results for each. */
    interface Writing {

        Uni<List<List<UsageResult>>> together(List<UsageBatch> batches);

        /** How a request is written by itself, after a transaction with it has failed. */
        Uni<List<UsageResult>> alone(UsageBatch batch);

        /** Whether the failure of a transaction may be the fault of a single request. */
        boolean mayBeOneRequests(Throwable failure);
    }

    /** Whether a transaction is under way. */
    private enum State {
        IDLE,
        WAITING,
        WRITING
    }

    private record Request(
            UsageBatch batch,
            UniEmitter<? super List<UsageResult>> answer,
            @Nullable Context caller) {

        void succeed(List<UsageResult> results) {
            onItsContext(() -> answer.complete(results));
        }

        void fail(Throwable failure) {
            onItsContext(() -> answer.fail(failure));
        }

        private void onItsContext(Runnable action) {
            if (caller == null) {
                action.run();
            } else {
                caller.runOnContext(ignored -> action.run());
            }
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final WriteQueue<Request> queue;
    private final Writing writing;
    private State state = State.IDLE;
    private long timer;

    UsageLane(Vertx vertx, WriteQueue.Bounds bounds, Writing writing) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.queue = new WriteQueue<>(bounds, System::nanoTime);
        this.writing = writing;
    }

    /** The events that wait. */
    int waiting() {
        return queue.events();
    }

    /** Takes the batch in; fails with {@link UsageProblems#OVERLOADED} when there is no room. */
    Uni<List<UsageResult>> write(UsageBatch batch) {
        return Uni.createFrom().emitter(answer -> {
            Request request = new Request(batch, answer, Vertx.currentContext());
            if (queue.offer(batch.organizationId(), request, batch.events().size())) {
                arrived();
            } else {
                answer.fail(UsageProblems.overloaded());
            }
        });
    }

    private synchronized void arrived() {
        switch (state) {
            case IDLE -> {
                state = State.WRITING;
                context.runOnContext(ignored -> turn());
            }
            case WAITING -> {
                if (queue.isFull() && vertx.cancelTimer(timer)) {
                    state = State.WRITING;
                    context.runOnContext(ignored -> turn());
                }
            }
            case WRITING -> {}
        }
    }

    private void turn() {
        List<Request> requests;
        synchronized (this) {
            WriteCompany company = new WriteCompany();
            Predicate<Request> fits = request -> company.test(request.batch());
            switch (queue.next(fits)) {
                case WriteQueue.Turn.Nothing<Request> nothing -> {
                    state = State.IDLE;
                    return;
                }
                case WriteQueue.Turn.Later<Request> later -> {
                    state = State.WAITING;
                    timer = vertx.setTimer(Math.max(1, later.pause().toMillis()), ignored -> waited());
                    return;
                }
                case WriteQueue.Turn.Write<Request> write -> {
                    state = State.WRITING;
                    requests = write.requests();
                }
            }
        }
        write(requests).subscribe().with(done -> turn(), failure -> turn());
    }

    private void waited() {
        synchronized (this) {
            state = State.WRITING;
        }
        turn();
    }

    /** Completes when every request has its answer. */
    private Uni<Void> write(List<Request> requests) {
        List<UsageBatch> batches = new ArrayList<>(requests.size());
        requests.forEach(request -> batches.add(request.batch()));
        return writing.together(batches)
                .invoke(results -> {
                    for (int i = 0; i < requests.size(); i++) {
                        requests.get(i).succeed(results.get(i));
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> {
                    if (writing.mayBeOneRequests(failure)) {
                        return oneByOne(requests);
                    }
                    requests.forEach(request -> request.fail(failure));
                    return Uni.createFrom().voidItem();
                });
    }

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
