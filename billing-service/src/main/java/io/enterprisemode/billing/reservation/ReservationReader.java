package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reads a reservation as it stands. */
@ApplicationScoped
public class ReservationReader {

    private final UsageWriter writer;
    private final PlanCatalogue catalogue;

    ReservationReader(UsageWriter writer, PlanCatalogue catalogue) {
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
}
