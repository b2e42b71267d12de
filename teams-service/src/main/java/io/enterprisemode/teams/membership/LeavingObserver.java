package io.enterprisemode.teams.membership;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A feature that has something to end when a principal belongs to an organization no more, by whichever door it left. */
public interface LeavingObserver {

    /** Called in the transaction in which the principal lost its last role. */
    Uni<Void> left(Tenant tenant, Origin origin, UUID principalId);
}
