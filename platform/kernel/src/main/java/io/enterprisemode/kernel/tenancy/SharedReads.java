package io.enterprisemode.kernel.tenancy;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent questions share a read of the database. A question is only answered by a read that began after it was
 * asked, so an answer is never older than without sharing. A fixed number of lanes read at the same time. While a lane
 * is free, a question is read immediately; otherwise it is collected for the next read. The number of waiting questions
 * is bounded. When a read fails and the cause may be a single question, each question is read separately, so that only
 * the faulty one fails; any other failure is returned for all of them.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
public final class SharedReads<Q, A> {

    /**
     * Reads the answers to questions.
     *
     * @param <Q> a question
     * @param <A> an answer
     */
    @FunctionalInterface
    public interface Reading<Q, A> {

        /** Answers every one of the questions. */
        Uni<Map<Q, A>> read(Set<Q> questions);
    }

    /**
     * How much is taken on.
     *
     * @param together different questions that are read together
     * @param waiting replies that wait for a read to begin; beyond it they are answered 503 with Retry-After
     */
    public record Bounds(int together, int waiting) {}

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Reading<Q, A> reading;
    private final Predicate<Throwable> mayBeOneQuestions;
    private final Bounds bounds;
    /** Lanes with nothing to do. */
    private final Deque<Context> free = new ArrayDeque<>();

    private Map<Q, List<ContextReply<A>>> waiting = new LinkedHashMap<>();

    /** How many replies wait. */
    private int replies;

    /**
     * @param lanes how many reads are under way at once, each on an event loop of its own
     * @param mayBeOneQuestions whether the failure of a read may be the fault of a single question
     */
    public SharedReads(
            Vertx vertx, int lanes, Bounds bounds, Reading<Q, A> reading, Predicate<Throwable> mayBeOneQuestions) {
        this.reading = reading;
        this.mayBeOneQuestions = mayBeOneQuestions;
        this.bounds = bounds;
        for (int lane = 0; lane < lanes; lane++) {
            // Each on an event loop of its own; getOrCreateContext would give this thread the same one again.
            free.add(((VertxInternal) vertx).createEventLoopContext());
        }
    }

    /** The answer as of now or later, or a 503 when too many wait; given on the caller's context. */
    public Uni<A> ask(Q question) {
        return Uni.createFrom().emitter(emitter -> {
            ContextReply<A> reply = ContextReply.here(emitter);
            Context lane;
            boolean room;
            synchronized (this) {
                room = replies < bounds.waiting();
                if (room) {
                    waiting.computeIfAbsent(question, asked -> new ArrayList<>())
                            .add(reply);
                    replies++;
                }
                lane = free.poll();
            }
            if (lane != null) {
                lane.runOnContext(ignored -> turn(lane));
            }
            if (!room) {
                reply.fail(ProblemException.retryLater(
                        ProblemType.UNAVAILABLE, "Too many questions are waiting; ask again shortly.", RETRY_AFTER));
            }
        });
    }

    private void turn(Context lane) {
        Map<Q, List<ContextReply<A>>> asked = next(lane);
        if (!asked.isEmpty()) {
            read(asked).subscribe().with(done -> turn(lane), unexpected -> turn(lane));
        }
    }

    /** Completes when all of them have their answer. */
    private Uni<Void> read(Map<Q, List<ContextReply<A>>> asked) {
        return Uni.createFrom()
                .deferred(() -> reading.read(asked.keySet()))
                .invoke(answers -> asked.forEach((question, some) -> answer(some, answers.get(question))))
                .replaceWithVoid()
                .onFailure()
                .recoverWithUni(failure -> {
                    if (asked.size() > 1 && mayBeOneQuestions.test(failure)) {
                        return oneByOne(asked);
                    }
                    asked.values().forEach(some -> some.forEach(reply -> reply.fail(failure)));
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> oneByOne(Map<Q, List<ContextReply<A>>> asked) {
        return Multi.createFrom()
                .iterable(asked.entrySet())
                .onItem()
                .transformToUniAndConcatenate(each -> read(Map.of(each.getKey(), each.getValue())))
                .collect()
                .last();
    }

    private void answer(List<ContextReply<A>> replies, @Nullable A answer) {
        for (ContextReply<A> reply : replies) {
            if (answer == null) {
                reply.fail(new IllegalStateException("a question was left without answer"));
            } else {
                reply.answer(answer);
            }
        }
    }

    /** The questions that the lane reads next; empty when the lane becomes idle. */
    private synchronized Map<Q, List<ContextReply<A>>> next(Context lane) {
        if (waiting.size() <= bounds.together()) {
            Map<Q, List<ContextReply<A>>> all = waiting;
            waiting = new LinkedHashMap<>();
            replies = 0;
            if (all.isEmpty()) {
                free.add(lane);
            }
            return all;
        }
        Map<Q, List<ContextReply<A>>> some = new LinkedHashMap<>();
        var entries = waiting.entrySet().iterator();
        while (some.size() < bounds.together()) {
            Map.Entry<Q, List<ContextReply<A>>> entry = entries.next();
            some.put(entry.getKey(), entry.getValue());
            replies -= entry.getValue().size();
            entries.remove();
        }
        return some;
    }
}
