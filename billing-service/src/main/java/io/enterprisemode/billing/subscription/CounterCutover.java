package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a change of plan needs of metering, which counts usage by the parts of periods. */
public interface CounterCutover {

    /**
     * Holds up all counting in a part until the transaction ends.
     *
     * @param part the last one of its period
     */
    Uni<Void> lock(Tenant tenant, PlanPart part);

    /**
     * Locks the counters of the parts of a period until the transaction ends, and waits for who counts on them now:
     * what is counted later is not in what is read meanwhile.
     */
    Uni<Void> close(Tenant tenant, UsagePeriod period);

    /**
     * The same of many organizations, in their order.
     *
     * @param drafts of an organization each
     */
    Uni<Void> close(Statements statements, List<BulkDocuments.Draft> drafts);

    /**
     * Ends the part where the next one begins, under the locks of {@link #lock}. What was counted or reserved in it of
     * a time from there on, by clocks that run ahead or because the next one begins in the past, goes to the next one.
     * What was used beyond its share of time is carried to the next one, and so are levels that are in use. A part that
     * begins together with the next one becomes the next one.
     *
     * @param next begins in the part
     */
    Uni<Void> end(Tenant tenant, Catalogue catalogue, PlanPart part, PlanPart next);

    /**
     * Ends the part together with its subscription, under the locks of {@link #lock}. What was counted or reserved in
     * it of a time from there on is of no part any more.
     */
    Uni<Void> stop(Tenant tenant, PlanPart part, Instant at);

    /**
     * Begins the first part of a subscription. What was used in the last part of one that ended, beyond its share of
     * time, counts towards its limits. What that one accepted of times of the new one, by clocks that ran ahead, goes
     * to the new one.
     *
     * @param ended last part of the subscription before, where its usage period would still run
     */
    Uni<Void> begin(Tenant tenant, Catalogue catalogue, PlanPart first, Optional<PlanPart> ended);
}
