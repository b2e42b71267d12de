package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.Asker;
import io.enterprisemode.billing.metering.OrganizationFacts.Workspace;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Requests that name workspaces which are not known here yet. However many wait, one read of the database is under way
 * for all of them, and is repeated while any of them waits, at most a fifth of the time. How much may wait is bounded,
 * in all and of one organization; beyond that a request fails with {@link UsageProblems#OVERLOADED}. Where nothing
 * waits there is always room.
 */
final class WorkspaceWaits {

    private static final long PAUSE_MILLIS = 50;

    /** How many times as long as a read took nothing is read after it. */
    private static final long REST = 4;

    /** What can be said of a workspace that is not found now. */
    enum Sight {
        /** Nothing yet: it may be found later. */
        OPEN,
        /** It was not there when it was asked for. */
        COMPLETE,
        /** It cannot be said, and was waited for long enough. */
        BEHIND
    }

    /** Reads what is known of workspaces now. */
    @FunctionalInterface
    interface Reading {

        /** Answers the facts of all of them. */
        Uni<OrganizationFacts> read(Set<Workspace> workspaces);
    }

    /**
     * How much may wait.
     *
     * @param events of all organizations
     * @param eventsOfOne of one organization
     */
    record Bounds(int events, int eventsOfOne) {}

    /**
     * What somebody waits for.
     *
     * @param size in events
     * @param named the workspaces of the organization that are asked about
     * @param isKnown whether what is waited for is known by these facts
     * @param sight asked before a read that is to answer it
     */
    record Wait(
            UUID organization,
            int size,
            Set<Workspace> named,
            Predicate<OrganizationFacts> isKnown,
            Supplier<Sight> sight) {

        Wait {
            named = Set.copyOf(named);
        }
    }

    /** Somebody who waits; no two are the same. */
    private static final class Waiting {

        private final Wait wait;
        private final Asker<Boolean> asker;
        private Sight sight = Sight.OPEN;

        private Waiting(Wait wait, Asker<Boolean> asker) {
            this.wait = wait;
            this.asker = asker;
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final Bounds bounds;
    private final Reading reading;
    private final Map<UUID, Integer> eventsOf = new HashMap<>();
    private List<Waiting> waiting = new ArrayList<>();
    private int events;
    private boolean isReading;

    WorkspaceWaits(Vertx vertx, Bounds bounds, Reading reading) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.bounds = bounds;
        this.reading = reading;
    }

    /** The events that wait. */
    synchronized int events() {
        return events;
    }

    /**
     * Waits until something is known, or is known not to be; answered on the caller's context.
     *
     * @return false: it was not there when it was asked for; fails with 503 when that cannot be said, or when too much
     *     waits
     */
    Uni<Boolean> isKnown(Wait wait) {
        return Uni.createFrom().emitter(emitter -> enter(new Waiting(wait, Asker.here(emitter))));
    }

    private void enter(Waiting arrived) {
        boolean begins = false;
        boolean room;
        synchronized (this) {
            int ofOne = eventsOf.getOrDefault(arrived.wait.organization(), 0);
            int size = arrived.wait.size();
            room = (events == 0 || events + size <= bounds.events())
                    && (ofOne == 0 || ofOne + size <= bounds.eventsOfOne());
            if (room) {
                waiting.add(arrived);
                count(arrived, size);
                begins = !isReading;
                isReading = true;
            }
        }
        if (!room) {
            arrived.asker.fail(UsageProblems.tooManyUnknown());
        } else if (begins) {
            context.runOnContext(ignored -> read());
        }
    }

    private void count(Waiting one, int size) {
        UUID organization = one.wait.organization();
        int ofOne = eventsOf.getOrDefault(organization, 0) + size;
        events += size;
        if (ofOne == 0) {
            eventsOf.remove(organization);
        } else {
            eventsOf.put(organization, ofOne);
        }
    }

    private void read() {
        List<Waiting> asked;
        synchronized (this) {
            asked = List.copyOf(waiting);
        }
        long begun = System.nanoTime();
        Uni.createFrom().deferred(() -> answers(asked)).subscribe().with(answered -> again(begun), failure -> {
            leave(asked);
            asked.forEach(each -> each.asker.fail(failure));
            again(begun);
        });
    }

    /** Answers those of whom something can be said, how far the view had come being looked at before the read. */
    private Uni<OrganizationFacts> answers(List<Waiting> asked) {
        Set<Workspace> named = new HashSet<>();
        for (Waiting each : asked) {
            each.sight = each.wait.sight().get();
            named.addAll(each.wait.named());
        }
        return reading.read(named).invoke(facts -> settle(asked, facts));
    }

    private void settle(List<Waiting> asked, OrganizationFacts facts) {
        List<Waiting> known = new ArrayList<>();
        List<Waiting> unknown = new ArrayList<>();
        List<Waiting> unsaid = new ArrayList<>();
        for (Waiting each : asked) {
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
        List<Waiting> done = new ArrayList<>(known);
        done.addAll(unknown);
        done.addAll(unsaid);
        leave(done);
        known.forEach(each -> each.asker.answer(true));
        unknown.forEach(each -> each.asker.answer(false));
        unsaid.forEach(each -> each.asker.fail(UsageProblems.viewBehind()));
    }

    private synchronized void leave(List<Waiting> done) {
        Set<Waiting> gone = new HashSet<>(done);
        List<Waiting> others = new ArrayList<>();
        for (Waiting each : waiting) {
            if (gone.contains(each)) {
                count(each, -each.wait.size());
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
