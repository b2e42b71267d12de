package io.enterprisemode.teams.membership;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** A feature that must react when principals lose roles, in whatever way. */
public interface RoleLossObserver {

    /**
     * Called in the transaction in which the roles were lost, after they are gone; for many principals at once when a
     * team is dissolved.
     */
    Uni<Void> lost(Tenant tenant, Origin origin, List<LostRoles> losses);
}
