package io.enterprisemode.kernel.access;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Waits for the view of organizations, teams and workspaces to be up to date. The view may be behind teams-service:
 * what was created a moment ago may not be in it yet. So something is reported as missing only when the view has
 * everything that was committed before the question. When that does not happen in time, the answer is
 * {@link #behind()}.
 */
@DefaultBean
@Singleton
public class AwaitedView {

    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Single questions that wait at once. */
    private static final ViewWaits.Bounds BOUNDS = new ViewWaits.Bounds(2_000, 100);

    /**
     * A question: when it was asked, and the state of the view at that time.
     *
     * @param progress how far the view had come then
     */
    public record Question(Instant asked, ViewProgress progress) {}

    /** What follows when something is not found. */
    public enum Sight {
        /** Nothing yet: it may be found later. */
        OPEN,
        /** It was not there when it was asked for. */
        COMPLETE,
        /** It cannot be said, and was waited for long enough. */
        BEHIND
    }

    private final AccessView view;
    private final Clock clock;
    private final Duration patience;
    private final WaitLimit waiting = new WaitLimit(BOUNDS);

    @Inject
    AwaitedView(AccessView view, Clock clock, AccessConfiguration configuration) {
        this(view, clock, configuration.patience());
    }

    /**
     * Creates it with its own maximum waiting time.
     *
     * @param patience how long a question waits
     */
    public AwaitedView(AccessView view, Clock clock, Duration patience) {
        this.view = view;
        this.clock = clock;
        this.patience = patience;
    }

    /** A question that is asked now. */
    public Question ask() {
        return new Question(clock.instant(), view.structure());
    }

    /** Completes once the view has everything that was published when this process started. */
    public Uni<Void> caughtUp() {
        return view.caughtUp()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(view::caughtUp)
                        .repeat()
                        .withDelay(PAUSE)
                        .until(caughtUp -> caughtUp)
                        .collect()
                        .last()
                        .replaceWithVoid();
    }

    /** Whether the view has everything of before that instant; it does not wait. */
    public boolean has(Instant instant) {
        return view.caughtUp() && !view.structure().at().isBefore(instant);
    }

    /** What follows when something is not found by a read that begins after this call. */
    public Sight sight(Question question) {
        boolean late = !clock.instant().isBefore(question.asked().plus(patience));
        return isUpToDate(question, late) ? Sight.COMPLETE : late ? Sight.BEHIND : Sight.OPEN;
    }

    /**
     * Waits until something is found, or is known to be missing. Each waiting question does its own look-up, five times
     * a second. Where many may wait at the same time, use {@link ViewWaits}, which does one look-up for all of them.
     *
     * @param organization the organization whose share of the waiting questions it counts against
     * @param lookUp whether it is known by the view as it stands
     * @return true: it was found; false: it did not exist when the question was asked. Fails with 503 when this is
     *     undecided, or when too many questions wait. Completes on the caller's context
     */
    public Uni<Boolean> isKnown(Question question, UUID organization, Supplier<Uni<Boolean>> lookUp) {
        return CallerContext.kept(lookedUp(question, lookUp, () -> waited(question, organization, lookUp)));
    }

    private Uni<Boolean> waited(Question question, UUID organization, Supplier<Uni<Boolean>> lookUp) {
        return waiting.enter(organization, 1)
                ? again(question, lookUp).onTermination().invoke(() -> waiting.leave(organization, 1))
                : Uni.createFrom().failure(behind());
    }

    private Uni<Boolean> again(Question question, Supplier<Uni<Boolean>> lookUp) {
        return Uni.createFrom()
                .voidItem()
                .onItem()
                .delayIt()
                .by(PAUSE)
                .chain(() -> lookedUp(question, lookUp, () -> again(question, lookUp)));
    }

    /** Looks it up once; {@code later}: nothing can be said yet. */
    private Uni<Boolean> lookedUp(
            Question question, Supplier<Uni<Boolean>> lookUp, Supplier<Uni<? extends Boolean>> later) {
        return Uni.createFrom().deferred(() -> {
            Sight sight = sight(question);
            return lookUp.get()
                    .chain(known -> known || sight == Sight.COMPLETE
                            ? Uni.createFrom().item(known)
                            : sight == Sight.BEHIND ? Uni.createFrom().failure(behind()) : later.get());
        });
    }

    private boolean isUpToDate(Question question, boolean late) {
        ViewProgress now = view.structure();
        return view.caughtUp()
                && (now.reaches(question.asked(), question.progress())
                        || (late && now.hasAdvancedSince(question.progress())));
    }

    /** A 503 problem: it is unknown whether something exists, because the view is behind. */
    public static ProblemException behind() {
        return ProblemException.retryLater(
                ProblemType.ACCESS_VIEW_STALE,
                "Whether what the request names is there cannot be said at the moment; send all of it again.",
                RETRY_AFTER);
    }
}
