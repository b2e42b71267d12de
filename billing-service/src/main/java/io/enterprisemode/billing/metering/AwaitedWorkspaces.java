package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.access.AccessView;
import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.access.AwaitedView.Question;
import io.enterprisemode.kernel.access.ViewWaits;
import io.enterprisemode.kernel.access.ViewWaits.Wait;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Lets usage wait that names a workspace which the view of workspaces does not contain yet. All that waits is looked up
 * together. The number of events that may wait is bounded as it is for the writer.
 */
@ApplicationScoped
public class AwaitedWorkspaces {

    private final AwaitedView view;
    private final ViewWaits<NamedWorkspace, OrganizationSnapshot> waits;

    AwaitedWorkspaces(
            AwaitedView view,
            OrganizationCache known,
            MeteringConfiguration configuration,
            Vertx vertx,
            MeterRegistry metrics) {
        this.view = view;
        MeteringConfiguration.Writing writing = configuration.writing();
        this.waits = new ViewWaits<>(
                vertx,
                new ViewWaits.Bounds(writing.queue(), writing.queueOfOne()),
                UsageProblems::tooManyUnknown,
                known::readPlaces);
        metrics.gauge("enterprise.usage.waiting.workspaces", waits, ViewWaits::size);
    }

    /** The view that this service waits for. */
    @Produces
    @Singleton
    static AwaitedView awaited(AccessView view, Clock clock, MeteringConfiguration configuration) {
        return new AwaitedView(view, clock, configuration.workspacePatience());
    }

    /** A question that is asked now. */
    public Question ask() {
        return view.ask();
    }

    /**
     * Waits until something of an organization is known, or is known not to be.
     *
     * @param size of what waits, in events
     * @param named the workspaces it is about
     * @param isKnown whether it is known by these facts, which say nothing of subscriptions
     * @return false: it did not exist at the time of the request; fails with 503 when that cannot be determined, or
     *     when too much waits
     */
    public Uni<Boolean> isKnown(
            Question question,
            UUID organization,
            int size,
            Set<NamedWorkspace> named,
            Predicate<OrganizationSnapshot> isKnown) {
        return waits.isKnown(new Wait<>(organization, size, named, isKnown, () -> view.sight(question)));
    }
}
