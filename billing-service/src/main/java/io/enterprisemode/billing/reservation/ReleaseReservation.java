package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Gives back what a reservation holds. */
@ApplicationScoped
public class ReleaseReservation {

    private final UsageWriter writer;
    private final PlanCatalogue catalogue;

    ReleaseReservation(UsageWriter writer, PlanCatalogue catalogue) {
        this.writer = writer;
        this.catalogue = catalogue;
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
