package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reservations as they stand, and giving back what is held. */
@ApplicationScoped
public class Reservations {

    private final UsageWriter writer;
    private final PlanCatalogue catalogue;

    Reservations(UsageWriter writer, PlanCatalogue catalogue) {
        this.writer = writer;
        this.catalogue = catalogue;
    }

    /** A reservation of a workspace within reach. */
    public Uni<ReservationView> find(UUID organization, Reach reach, UUID id) {
        return catalogue.using(current -> writer.inTransaction(
                organization,
                connection -> new ReservationStatements(connection, organization)
                        .byId(id)
                        .map(found -> Stored.within(found, reach, organization).view(current))));
    }

    /** Gives back what is held; a second time it has no effect, and is answered as repeated. */
    public Uni<IdempotentAnswer<ReservationView>> release(UUID organization, Reach reach, UUID id) {
        return catalogue.using(current -> writer.inTransaction(organization, connection -> {
            ReservationStatements statements = new ReservationStatements(connection, organization);
            return statements.lock(id).chain(found -> {
                Stored stored = Stored.within(found, reach, organization);
                if (stored.state() == ReservationState.RELEASED) {
                    return Uni.createFrom().item(IdempotentAnswer.before(stored.view(current)));
                }
                stored.requireHeld(ReservationState.RELEASED);
                return statements
                        .settle(id, ReservationState.RELEASED, null)
                        .map(settled -> IdempotentAnswer.now(settled.orElseThrow(ReservationProblems::justExpired)
                                .view(current)));
            });
        }));
    }
}
