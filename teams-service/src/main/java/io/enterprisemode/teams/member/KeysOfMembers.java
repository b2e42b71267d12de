package io.enterprisemode.teams.member;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** The API keys that members have made, for whoever removes a member and wants these to go, too. */
public interface KeysOfMembers {

    /** Revokes them, as far as the caller may revoke each; whoever calls holds the lock of the organization. */
    Uni<Void> revokeMadeBy(Tenant tenant, Origin origin, UUID principalId);
}
