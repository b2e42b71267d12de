package io.enterprisemode.teams.structure;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A feature whose answers show teams, and which must react when a team changes. */
public interface TeamObserver {

    /** Called in the transaction in which the team gets another name or is dissolved, before that is done. */
    Uni<Void> changing(Tenant tenant, UUID teamId);
}
