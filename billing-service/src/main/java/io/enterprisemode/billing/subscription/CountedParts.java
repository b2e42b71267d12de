package io.enterprisemode.billing.subscription;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.time.Instant;

/** What a change of plan needs of metering, which counts usage by the parts of periods. */
public interface CountedParts {

    /**
     * Holds up all counting in a part until the transaction ends, and tells where it may end.
     *
     * @param part the last one of its period
     * @param earliest a whole second
     * @return the earliest whole second from there on that lies after all usage counted in the part; at most some minutes ahead, as the times of
     *     events may be
     */
    Uni<Instant> mayEndAt(Tenant tenant, PlanPart part, Instant earliest);

    /** Ends the part there; to be called under the locks of {@link #mayEndAt}. */
    Uni<Void> end(Tenant tenant, PlanPart part, Instant at);
}
