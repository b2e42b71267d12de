package io.enterprisemode.billing.subscription;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** What a change of plan needs of metering, which counts usage by the parts of periods. */
public interface CountedParts {

    /**
     * Holds up all counting in a part until the transaction ends.
     *
     * @param part the last one of its period
     */
    Uni<Void> lock(Tenant tenant, PlanPart part);

    /**
     * Ends the part there, under the locks of {@link #lock}. What was counted or reserved in it of a time from there on, by clocks that run ahead, goes to
     * the part that begins there.
     */
    Uni<Void> end(Tenant tenant, PlanPart part, Instant at);
}
