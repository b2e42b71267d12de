package io.enterprisemode.teams.structure;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A feature that shows teams in what it answers, by whichever door they change. */
public interface TeamObserver {

    /** Called in the transaction in which the team gets another name or is dissolved, before that is done. */
    Uni<Void> changing(Tenant tenant, UUID teamId);
}
