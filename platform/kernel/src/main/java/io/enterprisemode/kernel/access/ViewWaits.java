package io.enterprisemode.kernel.access;

import io.enterprisemode.kernel.access.AwaitedView.Sight;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Requests that wait for something that the view does not have yet. One read of the database serves all waiting
 * requests. It is repeated while any request waits; reading takes at most a fifth of the time. The waiting amount is
 * bounded, in total and per organization; a request above a bound fails. A request is always accepted while nothing is
 * waiting.
 *
 * @param <K> what requests name, such as a workspace of an organization
 * @param <F> what is read of it
 */
public final class ViewWaits<K, F> {

    private static final long PAUSE_MILLIS = 50;

    /** The pause after a read, as a multiple of its duration. */
    private static final long REST = 4;

    /** Reads what the view has now. */
    @FunctionalInterface
    public interface Reading<K, F> {

        /** Answers the facts of all that are named. */
        Uni<F> read(Set<K> named);
    }

    /**
     * How much may wait, in what the size of a {@link Wait} is counted in.
     *
     * @param all of all organizations
     * @param ofOne of one organization
     */
    public record Bounds(int all, int ofOne) {}

    /**
     * What a request waits for.
     *
     * @param organization the organization whose bound it counts against
     * @param size how much of the room it takes, such as the events that wait
     * @param named what of the organization is asked about
     * @param isKnown whether these facts end the wait
     * @param sight called before each read; tells what follows when the read does not find it
     */
    public record Wait<K, F>(UUID organization, int size, Set<K> named, Predicate<F> isKnown, Supplier<Sight> sight) {

        public Wait {
            named = Set.copyOf(named);
        }
    }

    /** Somebody who waits; no two are the same. */
    private static final class Waiting<K, F> {

        private final Wait<K, F> wait;
        private final UniEmitter<? super Boolean> answer;
        private Sight sight = Sight.OPEN;

        private Waiting(Wait<K, F> wait, UniEmitter<? super Boolean> answer) {
            this.wait = wait;
            this.answer = answer;
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final WaitLimit limit;
    private final Supplier<ProblemException> noRoom;
    private final Reading<K, F> reading;
    private List<Waiting<K, F>> waiting = new ArrayList<>();
    private boolean isReading;

    /**
     * Nothing waits yet.
     *
     * @param noRoom what a request fails with that finds no room
     */
    public ViewWaits(Vertx vertx, Bounds bounds, Supplier<ProblemException> noRoom, Reading<K, F> reading) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.limit = new WaitLimit(bounds);
        this.noRoom = noRoom;
        this.reading = reading;
    }

    /** How much waits. */
    public int size() {
        return limit.size();
    }

    /**
     * Waits until something is known, or is known not to be; answered on the caller's context.
     *
     * @return true: it was found; false: it did not exist when it was asked for. Fails with 503 when this is undecided,
     *     or when too much waits
     */
    public Uni<Boolean> isKnown(Wait<K, F> wait) {
        return CallerContext.kept(Uni.createFrom().emitter(emitter -> enter(new Waiting<>(wait, emitter))));
    }

    private void enter(Waiting<K, F> arrived) {
        if (!limit.enter(arrived.wait.organization(), arrived.wait.size())) {
            arrived.answer.fail(noRoom.get());
            return;
        }
        boolean begins;
        synchronized (this) {
            waiting.add(arrived);
            begins = !isReading;
            isReading = true;
        }
        if (begins) {
            context.runOnContext(ignored -> read());
        }
    }

    private void read() {
        List<Waiting<K, F>> asked;
        synchronized (this) {
            asked = List.copyOf(waiting);
        }
        long begun = System.nanoTime();
        Uni.createFrom().deferred(() -> answers(asked)).subscribe().with(answered -> again(begun), failure -> {
            leave(asked);
            asked.forEach(each -> each.answer.fail(failure));
            again(begun);
        });
    }

    /** Reads once and completes the requests that are decided. The progress of the view is read before the database. */
    private Uni<F> answers(List<Waiting<K, F>> asked) {
        Set<K> named = new HashSet<>();
        for (Waiting<K, F> each : asked) {
            each.sight = each.wait.sight().get();
            named.addAll(each.wait.named());
        }
        return reading.read(named).invoke(facts -> settle(asked, facts));
    }

    private void settle(List<Waiting<K, F>> asked, F facts) {
        List<Waiting<K, F>> known = new ArrayList<>();
        List<Waiting<K, F>> unknown = new ArrayList<>();
        List<Waiting<K, F>> unsaid = new ArrayList<>();
        for (Waiting<K, F> each : asked) {
            if (each.wait.isKnown().test(facts)) {
                known.add(each);
            } else {
                switch (each.sight) {
                    case COMPLETE -> unknown.add(each);
                    case BEHIND -> unsaid.add(each);
                    case OPEN -> {}
                }
            }
        }
        List<Waiting<K, F>> done = new ArrayList<>(known);
        done.addAll(unknown);
        done.addAll(unsaid);
        leave(done);
        known.forEach(each -> each.answer.complete(true));
        unknown.forEach(each -> each.answer.complete(false));
        unsaid.forEach(each -> each.answer.fail(AwaitedView.behind()));
    }

    private synchronized void leave(List<Waiting<K, F>> done) {
        Set<Waiting<K, F>> gone = new HashSet<>(done);
        List<Waiting<K, F>> others = new ArrayList<>();
        for (Waiting<K, F> each : waiting) {
            if (gone.contains(each)) {
                limit.leave(each.wait.organization(), each.wait.size());
            } else {
                others.add(each);
            }
        }
        waiting = others;
    }

    private void again(long begun) {
        synchronized (this) {
            if (waiting.isEmpty()) {
                isReading = false;
                return;
            }
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        vertx.setTimer(Math.max(PAUSE_MILLIS, REST * took), timer -> context.runOnContext(ignored -> read()));
    }
}
