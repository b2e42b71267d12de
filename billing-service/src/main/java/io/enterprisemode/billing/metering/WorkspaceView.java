package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.access.AccessView;
import io.enterprisemode.kernel.access.ViewProgress;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * The view of organizations and workspaces may be behind teams-service: a workspace that was made a moment ago is not
 * in it yet. So nobody is told that one is unknown before the view has everything that was there when it was asked for.
 */
@ApplicationScoped
class WorkspaceView {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /**
     * When something was asked.
     *
     * @param progress how far the view had come then
     */
    record Question(Instant asked, ViewProgress progress) {}

    private final AccessView view;
    private final Clock clock;
    private final Duration patience;

    WorkspaceView(AccessView view, MeteringConfiguration configuration, Clock clock) {
        this.view = view;
        this.clock = clock;
        this.patience = configuration.workspacePatience();
    }

    /** A question that is asked now. */
    Question ask() {
        return new Question(clock.instant(), view.structure());
    }

    /** Completes once the view has everything that was published when this process started. */
    Uni<Void> caughtUp() {
        return view.caughtUp()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .item(view::caughtUp)
                        .repeat()
                        .withDelay(LONGEST_PAUSE)
                        .until(caughtUp -> caughtUp)
                        .collect()
                        .last()
                        .replaceWithVoid();
    }

    /** Whether the view has everything of before that instant; it does not wait. */
    boolean has(Instant instant) {
        return view.caughtUp() && !view.structure().at().isBefore(instant);
    }

    /**
     * Waits until something is known, or is known not to be.
     *
     * @param lookUp whether it is known by the view as it stands
     * @return false: it was not there when it was asked for; fails with 503 when that cannot be said
     */
    Uni<Boolean> isKnown(Question question, Supplier<Uni<Boolean>> lookUp) {
        return isKnown(question, lookUp, FIRST_PAUSE);
    }

    private Uni<Boolean> isKnown(Question question, Supplier<Uni<Boolean>> lookUp, Duration pause) {
        boolean late = !clock.instant().isBefore(question.asked().plus(patience));
        boolean upToDate = isUpToDate(question, late);
        return lookUp.get().chain(known -> {
            if (known || upToDate) {
                return Uni.createFrom().item(known);
            }
            if (late) {
                return Uni.createFrom().failure(behind());
            }
            Duration next = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(pause)
                    .chain(() -> isKnown(question, lookUp, next));
        });
    }

    private boolean isUpToDate(Question question, boolean late) {
        ViewProgress now = view.structure();
        return view.caughtUp()
                && (now.reaches(question.asked(), question.progress())
                        || (late && now.goesOnSince(question.progress())));
    }

    private static ProblemException behind() {
        return ProblemException.retryLater(
                ProblemType.ACCESS_VIEW_STALE,
                "What is named may be there and not be known yet; send all of it again.",
                RETRY_AFTER);
    }
}
