package io.enterprisemode.billing.reservation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.metering.CounterLocks;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Turns what is held into usage: one usage event, whose identity and time are those of the reservation, in the
 * transaction that settles it.
 */
@ApplicationScoped
public class CommitReservation {

    /** The source of the usage events that reservations become; their id is that of the reservation. */
    static final String SOURCE = "/billing/reservations";

    private final UsageWriter writer;
    private final LiveSubscription subscriptions;
    private final PlanCatalogue catalogue;
    private final Clock clock;

    CommitReservation(UsageWriter writer, LiveSubscription subscriptions, PlanCatalogue catalogue, Clock clock) {
        this.writer = writer;
        this.subscriptions = subscriptions;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Turns what is held into usage; a second time with the same quantity it has no effect, and is answered as
     * repeated.
     */
    public Uni<IdempotentAnswer<ReservationView>> commit(
            UUID organization, Reach reach, Origin origin, UUID id, CommitReservationRequest request) {
        return catalogue
                .using(current -> writer.inTransaction(organization, (connection, wait) -> {
                    ReservationStatements statements = new ReservationStatements(connection, organization);
                    return statements.lock(id).chain(found -> {
                        Stored stored = Stored.within(found, reach, organization);
                        return stored.state() == ReservationState.COMMITTED
                                        && request.quantity().equals(stored.settledQuantity())
                                ? committedBefore(connection, statements, stored, current, organization)
                                : commit(
                                        connection,
                                        new CounterLocks(connection, wait, organization),
                                        statements,
                                        stored,
                                        current,
                                        batch(organization, reach, origin, current, stored, request),
                                        request.quantity());
                    });
                }))
                .onFailure(NeverCounted.class)
                .recoverWithUni(never -> releaseUncountable(organization, id, never.reason))
                .invoke(committed -> writer.measured(committed.results()))
                .map(committed -> committed.reservation().map(reservation -> reservation.within(reach)));
    }

    private record Committed(IdempotentAnswer<ReservationView> reservation, List<UsageResult> results) {}

    private Uni<Committed> committedBefore(
            SqlConnection connection,
            ReservationStatements statements,
            Stored stored,
            Catalogue current,
            UUID organization) {
        return subscriptions
                .find(connection, organization)
                .chain(terms -> ReservationLimits.status(statements, stored, current, terms))
                .map(standing -> new Committed(
                        IdempotentAnswer.before(stored.view(current).with(standing.orElse(null))), List.of()));
    }

    /**
     * Under the lock of the counter the reservation is still held or has expired; no other transaction takes its
     * quantity in between.
     */
    private Uni<Committed> commit(
            SqlConnection connection,
            CounterLocks locks,
            ReservationStatements statements,
            Stored stored,
            Catalogue current,
            UsageBatch batch,
            long quantity) {
        stored.requireHeld(ReservationState.COMMITTED);
        return locks.lock(stored.counter())
                .chain(() -> statements.settle(stored.id(), ReservationState.COMMITTED, quantity))
                .map(settled -> settled.orElseThrow(ReservationProblems::justExpired))
                .chain(settled -> writer.write(connection, batch)
                        .map(results -> new Committed(
                                IdempotentAnswer.now(committed(settled, current, results.getFirst())), results)));
    }

    /** Releases a reservation that can never be counted. */
    private Uni<Committed> releaseUncountable(UUID organization, UUID id, String reason) {
        return writer.inTransaction(
                        organization,
                        connection -> new ReservationStatements(connection, organization)
                                .settle(id, ReservationState.RELEASED, null))
                .chain(released -> Uni.createFrom()
                        .failure(ReservationProblems.NOT_COUNTED.with(
                                reason + " It never can be: what was held is released.")));
    }

    /** The usage event of a reservation is refused, and would be refused at each repetition. */
    private static final class NeverCounted extends RuntimeException {

        private final String reason;

        NeverCounted(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    private UsageBatch batch(
            UUID organization,
            Reach reach,
            Origin origin,
            Catalogue current,
            Stored stored,
            CommitReservationRequest request) {
        ParsedEvent received = UsageEventReader.ofTheSuite(current).read(event(current, stored, request));
        return switch (received) {
            case ParsedEvent.Invalid invalid -> throw ProblemException.invalid("/properties", invalid.detail());
            case ParsedEvent.Valid(UsageEvent event) ->
                new UsageBatch(
                        organization,
                        reach,
                        false,
                        DatabaseTime.now(clock),
                        current,
                        List.of(received),
                        origin.traceparent(),
                        Map.of(event.key(), stored.quantity()));
        };
    }

    private static ObjectNode event(Catalogue current, Stored stored, CommitReservationRequest request) {
        Meter meter = current.meter(stored.counter().meter());
        ObjectNode properties = request.properties() == null
                ? JsonNodeFactory.instance.objectNode()
                : request.properties().deepCopy();
        if (meter.valueProperty() != null) {
            properties.put(meter.valueProperty(), request.quantity());
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("id", stored.id().toString())
                .put("source", SOURCE)
                .put("type", meter.code())
                .put("subject", stored.workspaceId().toString())
                .put("time", stored.reservedAt().toString());
        event.putObject("data").put("quantity", request.quantity()).set("properties", properties);
        return event;
    }

    private static ReservationView committed(Stored settled, Catalogue current, UsageResult result) {
        return switch (result.status()) {
            case ACCEPTED -> settled.view(current).with(Objects.requireNonNull(result.standing()));
            case DUPLICATE, CONFLICT -> throw new NeverCounted("Its identity was taken by another usage event.");
            case REJECTED -> throw new NeverCounted("Reason: " + result.reason() + ".");
            case BLOCKED -> throw ReservationProblems.NOT_COUNTED.with("Reason: " + result.reason() + ".");
        };
    }
}
