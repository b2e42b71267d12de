package io.enterprisemode.reporting.structure;

import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.access.AwaitedView.Question;
import io.enterprisemode.kernel.access.ViewWaits;
import io.enterprisemode.kernel.access.ViewWaits.Bounds;
import io.enterprisemode.kernel.access.ViewWaits.Wait;
import io.enterprisemode.kernel.access.WorkspacePlaces;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.access.Reach;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Waits for workspaces that the local view does not have: they may have been made a moment ago. */
@ApplicationScoped
public class AwaitedWorkspaces {

    /** Requests that wait at once. */
    private static final Bounds MOST = new Bounds(2_000, 200);

    private final AwaitedView view;
    private final ViewWaits<NamedWorkspace, Map<NamedWorkspace, Place>> waits;

    AwaitedWorkspaces(AwaitedView view, WorkerTransactions transactions, Vertx vertx, MeterRegistry metrics) {
        this.view = view;
        this.waits = new ViewWaits<>(
                vertx,
                MOST,
                AwaitedView::behind,
                named -> transactions.withConnection(connection -> WorkspacePlaces.read(connection, named)));
        metrics.gauge("enterprise.reports.waiting.workspaces", waits, ViewWaits::size);
    }

    /** A question that is asked now. */
    public Question ask() {
        return view.ask();
    }

    /**
     * Waits until a workspace is known and within reach, or is known not to be; also a deleted one counts.
     *
     * @return false: it did not exist at the time of the request; fails with 503 when that cannot be determined, or
     *     when too many wait
     */
    public Uni<Boolean> isSeen(Question question, UUID organization, UUID workspace, Reach reach) {
        NamedWorkspace named = new NamedWorkspace(organization, workspace);
        return waits.isKnown(new Wait<>(
                organization,
                1,
                Set.of(named),
                places -> {
                    Place place = places.get(named);
                    return place != null && place.isWithin(reach, named);
                },
                () -> view.sight(question)));
    }
}
