package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;

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
    Uni<Void> close(Tenant tenant, BillingPeriod period);

    /**
     * Ends the part where the next one begins, under the locks of {@link #lock}. What was counted or reserved in it of
     * a time from there on, by clocks that run ahead or because the next one begins in the past, goes to the next one.
     * What was used beyond its share of time is carried to the next one, and so are levels that are in use. A part that
     * begins together with the next one becomes the next one.
     *
     * @param interval of the period of the part
     * @param next begins in the part
     */
    Uni<Void> end(Tenant tenant, Catalogue catalogue, BillingInterval interval, PlanPart part, PlanPart next);
}
