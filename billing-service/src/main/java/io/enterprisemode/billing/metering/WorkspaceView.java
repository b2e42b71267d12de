package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.OrganizationFacts.Workspace;
import io.enterprisemode.billing.metering.WorkspaceWaits.Sight;
import io.enterprisemode.billing.metering.WorkspaceWaits.Wait;
import io.enterprisemode.kernel.access.AccessView;
import io.enterprisemode.kernel.access.ViewProgress;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The view of organizations and workspaces may be behind teams-service: a workspace that was made a moment ago is not
 * in it yet. So nobody is told that one is unknown before the view has everything that was there when it was asked for.
 */
@ApplicationScoped
class WorkspaceView {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * When something was asked.
     *
     * @param progress how far the view had come then
     */
    record Question(Instant asked, ViewProgress progress) {}

    private final AccessView view;
    private final Clock clock;
    private final Duration patience;
    private final WorkspaceWaits waits;

    WorkspaceView(
            AccessView view,
            KnownOrganizations known,
            MeteringConfiguration configuration,
            Clock clock,
            Vertx vertx,
            MeterRegistry metrics) {
        this.view = view;
        this.clock = clock;
        this.patience = configuration.workspacePatience();
        MeteringConfiguration.Writing writing = configuration.writing();
        this.waits = new WorkspaceWaits(
                vertx, new WorkspaceWaits.Bounds(writing.queue(), writing.queueOfOne()), known::readPlaces);
        metrics.gauge("enterprise.usage.waiting.workspaces", waits, WorkspaceWaits::events);
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
                        .withDelay(PAUSE)
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
     * Waits until something of an organization is known, or is known not to be.
     *
     * @param size of what waits, in events
     * @param named the workspaces it is about
     * @param isKnown whether it is known by these facts, which say nothing of subscriptions
     * @return false: it was not there when it was asked for; fails with 503 when that cannot be said, or when too much
     *     waits
     */
    Uni<Boolean> isKnown(
            Question question,
            UUID organization,
            int size,
            Set<Workspace> named,
            Predicate<OrganizationFacts> isKnown) {
        return waits.isKnown(new Wait(organization, size, named, isKnown, () -> sight(question)));
    }

    /**
     * Waits until something is known, or is known not to be; each who waits looks it up by itself.
     *
     * @param lookUp whether it is known by the view as it stands
     * @return false: it was not there when it was asked for; fails with 503 when that cannot be said
     */
    Uni<Boolean> isKnown(Question question, Supplier<Uni<Boolean>> lookUp) {
        Sight sight = sight(question);
        return lookUp.get()
                .chain(known -> known || sight == Sight.COMPLETE
                        ? Uni.createFrom().item(known)
                        : sight == Sight.BEHIND
                                ? Uni.createFrom().failure(UsageProblems.viewBehind())
                                : Uni.createFrom()
                                        .voidItem()
                                        .onItem()
                                        .delayIt()
                                        .by(PAUSE)
                                        .chain(() -> isKnown(question, lookUp)));
    }

    private Sight sight(Question question) {
        boolean late = !clock.instant().isBefore(question.asked().plus(patience));
        return isUpToDate(question, late) ? Sight.COMPLETE : late ? Sight.BEHIND : Sight.OPEN;
    }

    private boolean isUpToDate(Question question, boolean late) {
        ViewProgress now = view.structure();
        return view.caughtUp()
                && (now.reaches(question.asked(), question.progress())
                        || (late && now.goesOnSince(question.progress())));
    }
}
