package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.ContextReply;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits work that takes a connection of its own: a few at once, and fewer of one organization, so that an organization
 * which waits for a lock, or sends many requests, leaves connections for the others. Organizations take turns. Work
 * that waits too long, which a timer checks, or that finds too much waiting, of its organization or in all, is refused
 * with Retry-After.
 */
final class OrganizationTurns {

    /** How often it is checked which work has waited too long. */
    private static final Duration WATCH = Duration.ofMillis(100);

    private record Waiting(Runnable work, Runnable refusal, long arrivedAt) {}

    private static final class Line {

        private final UUID organization;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int underWay;
        private boolean inRound;

        private Line(UUID organization) {
            this.organization = organization;
        }
    }

    private final int atOnce;
    private final int ofOne;
    private final int mostWaiting;
    private final int waitingOfOne;
    private final long patience;
    private final Map<UUID, Line> lines = new HashMap<>();
    /** Lines of which something waits and may begin once there is room, in the order of their turns. */
    private final Deque<Line> round = new ArrayDeque<>();

    private int underWay;
    private int waiting;

    /** Whether the next check for work that has waited too long is scheduled. */
    private boolean isWatched;

    /**
     * @param atOnce how much is under way at once
     * @param ofOne how much of that may be of one organization
     * @param mostWaiting how much may wait
     * @param waitingOfOne how much of one organization may wait
     * @param patience how long it may wait
     */
    OrganizationTurns(int atOnce, int ofOne, int mostWaiting, int waitingOfOne, Duration patience) {
        this.atOnce = atOnce;
        this.ofOne = ofOne;
        this.mostWaiting = mostWaiting;
        this.waitingOfOne = waitingOfOne;
        this.patience = patience.toNanos();
    }

    /** Does the work when it is its turn, on the caller's context. */
    <T> Uni<T> run(UUID organization, Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            ContextReply<T> reply = ContextReply.here(emitter);
            Runnable begun = () -> Uni.createFrom()
                    .<T>deferred(work::get)
                    .subscribe()
                    .with(
                            done -> {
                                leave(organization);
                                reply.answer(done);
                            },
                            failure -> {
                                leave(organization);
                                reply.fail(failure);
                            });
            Context context = reply.context();
            Runnable onTheirContext = context == null ? begun : on(context, begun);
            enter(
                    organization,
                    new Waiting(onTheirContext, () -> reply.fail(UsageProblems.heldUp()), System.nanoTime()));
        });
    }

    private static Runnable on(Context context, Runnable action) {
        return () -> context.runOnContext(ignored -> action.run());
    }

    private void enter(UUID organization, Waiting arrived) {
        boolean room;
        synchronized (this) {
            Line line = lines.computeIfAbsent(organization, Line::new);
            room = waiting < mostWaiting && line.waiting.size() < waitingOfOne;
            if (room) {
                line.waiting.addLast(arrived);
                waiting++;
            }
            queue(line);
        }
        if (!room) {
            arrived.refusal().run();
        }
        next();
        watch();
    }

    private synchronized void watch() {
        if (!isWatched && waiting > 0) {
            isWatched = true;
            Uni.createFrom().voidItem().onItem().delayIt().by(WATCH).subscribe().with(passed -> look());
        }
    }

    private void look() {
        List<Waiting> expired = new ArrayList<>();
        synchronized (this) {
            isWatched = false;
            for (Line line : List.copyOf(lines.values())) {
                while (!line.waiting.isEmpty() && hasWaitedLongEnough(line.waiting.getFirst())) {
                    expired.add(line.waiting.removeFirst());
                    waiting--;
                }
                if (line.waiting.isEmpty() && line.inRound) {
                    line.inRound = false;
                    round.remove(line);
                }
                queue(line);
            }
        }
        expired.forEach(each -> each.refusal().run());
        watch();
    }

    private boolean hasWaitedLongEnough(Waiting one) {
        return System.nanoTime() - one.arrivedAt() > patience;
    }

    private void leave(UUID organization) {
        synchronized (this) {
            underWay--;
            Line line = Objects.requireNonNull(lines.get(organization));
            line.underWay--;
            queue(line);
        }
        next();
    }

    /** Gives the line its turn when something of it may begin, and forgets it when there is nothing of it. */
    private void queue(Line line) {
        if (line.waiting.isEmpty()) {
            if (line.underWay == 0) {
                lines.remove(line.organization);
            }
        } else if (!line.inRound && line.underWay < ofOne) {
            line.inRound = true;
            round.addLast(line);
        }
    }

    private void next() {
        for (Runnable each = take(); each != null; each = take()) {
            each.run();
        }
    }

    private synchronized @Nullable Runnable take() {
        if (underWay == atOnce || round.isEmpty()) {
            return null;
        }
        Line line = round.removeFirst();
        line.inRound = false;
        Waiting first = line.waiting.removeFirst();
        waiting--;
        boolean expired = hasWaitedLongEnough(first);
        if (!expired) {
            underWay++;
            line.underWay++;
        }
        queue(line);
        return expired ? first.refusal() : first.work();
    }
}
