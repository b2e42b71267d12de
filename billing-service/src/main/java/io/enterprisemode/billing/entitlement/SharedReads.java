package io.enterprisemode.billing.entitlement;

import io.enterprisemode.billing.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets questions that come at the same time share a read of the database. A question is only ever answered by a read that began after it was asked, so
 * an answer is never older than without sharing. While few are asked, each has a read of its own at once; while all lanes are reading, questions gather
 * for the next one. A failure of a read is that of all its questions.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
final class SharedReads<Q, A> {

    /**
     * Reads the answers to questions.
     *
     * @param <Q> a question
     * @param <A> an answer
     */
    @FunctionalInterface
    interface Reading<Q, A> {

        /** Answers every one of the questions. */
        Uni<Map<Q, A>> read(Set<Q> questions);
    }

    private final Reading<Q, A> reading;
    private final int most;
    /** Lanes with nothing to do. */
    private final Deque<Context> free = new ArrayDeque<>();

    private Map<Q, List<Asker<A>>> waiting = new LinkedHashMap<>();

    /**
     * @param lanes how many reads are under way at once, each on an event loop of its own
     * @param most different questions that are read together
     */
    SharedReads(Vertx vertx, int lanes, int most, Reading<Q, A> reading) {
        this.reading = reading;
        this.most = most;
        for (int lane = 0; lane < lanes; lane++) {
            // Each on an event loop of its own; getOrCreateContext would give this thread the same one again.
            free.add(((VertxInternal) vertx).createEventLoopContext());
        }
    }

    /** The answer as of now or later; given on the caller's context. */
    Uni<A> ask(Q question) {
        return Uni.createFrom().emitter(emitter -> {
            Asker<A> asker = Asker.here(emitter);
            Context lane;
            synchronized (this) {
                waiting.computeIfAbsent(question, asked -> new ArrayList<>()).add(asker);
                lane = free.poll();
            }
            if (lane != null) {
                lane.runOnContext(ignored -> turn(lane));
            }
        });
    }

    private void turn(Context lane) {
        Map<Q, List<Asker<A>>> asked = next(lane);
        if (!asked.isEmpty()) {
            Uni.createFrom()
                    .deferred(() -> reading.read(asked.keySet()))
                    .subscribe()
                    .with(
                            answers -> {
                                asked.forEach((question, askers) -> answer(askers, answers.get(question)));
                                turn(lane);
                            },
                            failure -> {
                                asked.values().forEach(askers -> askers.forEach(asker -> asker.fail(failure)));
                                turn(lane);
                            });
        }
    }

    private void answer(List<Asker<A>> askers, @Nullable A answer) {
        for (Asker<A> asker : askers) {
            if (answer == null) {
                asker.fail(new IllegalStateException("a question was left without answer"));
            } else {
                asker.answer(answer);
            }
        }
    }

    /** What the lane is to read; nothing when it has come to rest. */
    private synchronized Map<Q, List<Asker<A>>> next(Context lane) {
        if (waiting.size() <= most) {
            Map<Q, List<Asker<A>>> all = waiting;
            waiting = new LinkedHashMap<>();
            if (all.isEmpty()) {
                free.add(lane);
            }
            return all;
        }
        Map<Q, List<Asker<A>>> some = new LinkedHashMap<>();
        var entries = waiting.entrySet().iterator();
        while (some.size() < most) {
            Map.Entry<Q, List<Asker<A>>> entry = entries.next();
            some.put(entry.getKey(), entry.getValue());
            entries.remove();
        }
        return some;
    }
}
