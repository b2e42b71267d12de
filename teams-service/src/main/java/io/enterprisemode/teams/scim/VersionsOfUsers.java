package io.enterprisemode.teams.scim;

import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.structure.TeamObserver;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/**
 * Users show their groups by name. So when a team is renamed or deleted, in whatever way, its users get a new version.
 */
@ApplicationScoped
class VersionsOfUsers implements TeamObserver {

    private final ScimUserRepository users;
    private final Clock clock;

    VersionsOfUsers(ScimUserRepository users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    @Override
    public Uni<Void> changing(Tenant tenant, UUID teamId) {
        return users.touchThoseIn(tenant, teamId, DatabaseTime.now(clock));
    }
}
