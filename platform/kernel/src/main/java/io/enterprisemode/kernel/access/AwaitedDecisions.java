package io.enterprisemode.kernel.access;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats decisions that were refusals while the view may have been behind. A decision is repeated each time the view
 * has changed, until the view has everything from before the instant that the request names. A repetition reads only
 * what the decision reads, which the view usually has in its cache.
 */
final class AwaitedDecisions {

    /** Many a page asks for a dozen things at once. */
    private static final ViewWaits.Bounds BOUNDS = new ViewWaits.Bounds(2_000, 100);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** The timers of Vert.x refuse less, by an exception that ends the chain without an answer. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final Predicate<Instant> has;
    private final Clock clock;
    private final Duration patience;
    private final WaitLimit waiting = new WaitLimit(BOUNDS);
    private volatile CompletableFuture<Void> nextChange = new CompletableFuture<>();

    /**
     * Nothing waits yet.
     *
     * @param has whether the view has everything from before an instant
     * @param patience how long a request waits at most
     */
    AwaitedDecisions(Predicate<Instant> has, Clock clock, Duration patience) {
        this.has = has;
        this.clock = clock;
        this.patience = patience;
    }

    /** The view has changed. */
    void changed() {
        CompletableFuture<Void> change;
        synchronized (this) {
            change = nextChange;
            nextChange = new CompletableFuture<>();
        }
        change.complete(null);
    }

    /** How many requests wait. */
    int size() {
        return waiting.size();
    }

    /** See {@link io.enterprisemode.web.access.AccessPolicy#decided}. */
    <T> Uni<T> decided(Instant asOf, Uni<T> decision, Predicate<Throwable> mayChange, Supplier<UUID> share) {
        return decided(asOf, decision, mayChange, (refusal, next) -> {
            UUID one = share.get();
            if (!waiting.enter(one, 1)) {
                return Uni.createFrom().failure(refusal);
            }
            return again(asOf, clock.instant().plus(patience), decision, mayChange, next)
                    .onTermination()
                    .invoke(() -> waiting.leave(one, 1));
        });
    }

    /**
     * Decides once.
     *
     * @param later handles a refusal by a view that is not complete; gets the refusal and the next change of the view
     */
    private <T> Uni<T> decided(
            Instant asOf,
            Uni<T> decision,
            Predicate<Throwable> mayChange,
            BiFunction<Throwable, CompletableFuture<Void>, Uni<T>> later) {
        return Uni.createFrom().deferred(() -> {
            // Both are looked at before the decision: what comes in while it is made is not missed.
            CompletableFuture<Void> next = nextChange;
            return has.test(asOf)
                    ? decision
                    : decision.onFailure(mayChange).recoverWithUni(refusal -> later.apply(refusal, next));
        });
    }

    private <T> Uni<T> again(
            Instant asOf,
            Instant deadline,
            Uni<T> decision,
            Predicate<Throwable> mayChange,
            CompletableFuture<Void> change) {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.compareTo(SHORTEST_WAIT) >= 0
                ? come(change, left)
                        .chain(() -> decided(
                                asOf,
                                decision,
                                mayChange,
                                (refusal, next) -> again(asOf, deadline, decision, mayChange, next)))
                : Uni.createFrom().failure(behind());
    }

    private static ProblemException behind() {
        return ProblemException.retryLater(
                ProblemType.ACCESS_VIEW_STALE,
                "Whether you may do this cannot be said at the moment; send the request again.",
                RETRY_AFTER);
    }

    private static Uni<Void> come(CompletableFuture<Void> change, Duration left) {
        return CallerContext.kept(Uni.createFrom()
                .completionStage(change.copy())
                .ifNoItem()
                .after(left)
                .recoverWithItem((Void) null));
    }
}
