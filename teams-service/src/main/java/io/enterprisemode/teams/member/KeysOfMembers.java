package io.enterprisemode.teams.member;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** Revokes the API keys that a member holds, for operations that take roles from a member and its keys as well. */
public interface KeysOfMembers {

    /**
     * Revokes those that the member has made or rotated, and what was made or rotated by these in turn. Fails where the
     * caller may not revoke one of them; whoever calls holds the lock of the organization.
     */
    Uni<Void> revokeMadeBy(Tenant tenant, Origin origin, UUID principalId);

    /** The same of those that the member could not make any more, now that the roles have changed. */
    Uni<Void> revokeBeyond(Tenant tenant, Origin origin, UUID principalId);
}
