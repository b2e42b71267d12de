package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.CounterKey;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.OtherParts;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.access.WorkspacePlaces;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of reservations, in a transaction of a worker. Time is that of the database, so that replicas agree on what
 * has expired.
 */
final class ReservationStatements {

    private static final String COLUMNS = """
            r.id, r.meter_id, r.period_start, r.workspace_id, r.quantity, r.reserved_at, r.expires_at, r.settled_at,
            r.settled_quantity, r.fingerprint,
            case when r.state = 'HELD' and r.expires_at <= clock_timestamp() then 'EXPIRED'
                else r.state end as state""";

    private static final String BY_REQUEST = "select " + COLUMNS + """
            , null::uuid as team_id from usage_reservation r
             where r.org_id = $1 and r.request_key = $2""";

    private static final String BY_ID = "select " + COLUMNS + """
            , n.parent_id as team_id
              from usage_reservation r
              join access_node n on n.org_id = r.org_id and n.node_id = r.workspace_id
             where r.org_id = $1 and r.id = $2""";

    /** Of one instant, without a lock: nothing is decided by it. */
    private static final String STANDING = """
            select p.used, p.carry, p.used_elsewhere,
                   (select least(coalesce(sum(r.quantity), 0), 9223372036854775807)::bigint
                              from usage_reservation r
                             where r.org_id = p.org_id and r.meter_id = p.meter_id and r.period_start = p.period_start
                               and r.state = 'HELD' and r.expires_at > statement_timestamp()) as reserved
              from usage_period p
             where p.org_id = $1 and p.meter_id = $2 and p.period_start = $3""";

    /** The counter notes until when something may be held on it. */
    private static final String HOLD = """
            with held as (
                insert into usage_reservation as r
                       (org_id, id, meter_id, period_start, workspace_id, quantity, state, reserved_at, expires_at,
                           request_key,
                        fingerprint)
                values ($1, $2, $3, $4, $5, $6, 'HELD', $7, clock_timestamp() + $8::bigint * interval '1 second', $9,
                    $10)
                on conflict (org_id, request_key) do nothing
                returning r.*),
            noted as (
                update usage_period p
                   set reserved_until = greatest(p.reserved_until, h.expires_at)
                  from held h
                 where p.org_id = $1 and p.meter_id = $3 and p.period_start = $4)
            select""" + " " + COLUMNS + ", null::uuid as team_id from held r";

    /** Under the lock of the counter: what has not expired now is held still. */
    private static final String SETTLE = """
            update usage_reservation r set state = $3, settled_at = clock_timestamp(), settled_quantity = $4
             where r.org_id = $1 and r.id = $2 and r.state = 'HELD' and r.expires_at > clock_timestamp()
            returning""" + " " + COLUMNS + ", null::uuid as team_id";

    /**
     * A reservation as it is stored.
     *
     * @param state EXPIRED from the instant it expires, swept or not
     * @param teamId of its workspace; null where it was not read
     */
    record Stored(
            UUID id,
            CounterKey counter,
            UUID workspaceId,
            long quantity,
            ReservationState state,
            Instant reservedAt,
            Instant expiresAt,
            @Nullable Instant settledAt,
            @Nullable Long settledQuantity,
            @Nullable String fingerprint,
            @Nullable UUID teamId) {

        ReservationView view(Catalogue catalogue) {
            return new ReservationView(
                    id,
                    catalogue.meter(counter.meter()).code(),
                    workspaceId,
                    quantity,
                    state,
                    reservedAt,
                    expiresAt,
                    settledAt,
                    settledQuantity,
                    null);
        }

        /** Fails when what is held was settled, or has expired, so that it cannot become that. */
        void requireHeld(ReservationState wanted) {
            if (!state.mayBecome(wanted)) {
                throw ReservationProblems.settled(state, settledAt == null ? expiresAt : settledAt);
            }
        }

        /** The reservation, when it is there and within reach; fails with 404 else. */
        static Stored within(Optional<Stored> found, Reach reach, UUID organization) {
            return found.filter(stored -> stored.isWithin(reach, organization))
                    .orElseThrow(() -> ProblemException.notFound("reservation"));
        }

        private boolean isWithin(Reach reach, UUID organization) {
            return new Place(Objects.requireNonNull(teamId), null)
                    .isWithin(reach, new NamedWorkspace(organization, workspaceId));
        }
    }

    private final SqlConnection connection;
    private final UUID organization;

    ReservationStatements(SqlConnection connection, UUID organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /** The place of a workspace of the organization that is not deleted. */
    Uni<Optional<Place>> place(UUID workspace) {
        NamedWorkspace named = new NamedWorkspace(organization, workspace);
        return WorkspacePlaces.read(connection, Set.of(named))
                .map(places -> Optional.ofNullable(places.get(named)).filter(place -> place.deletedAt() == null));
    }

    /** What was held for a request with this key before. */
    Uni<Optional<Stored>> byRequest(UUID requestKey) {
        return execute(BY_REQUEST, organization, requestKey).map(ReservationStatements::first);
    }

    Uni<Optional<Stored>> byId(UUID id) {
        return execute(BY_ID, organization, id).map(ReservationStatements::first);
    }

    /** As {@link #byId}, and nobody else settles it until the transaction ends. */
    Uni<Optional<Stored>> lock(UUID id) {
        return execute(BY_ID + " for update of r", organization, id).map(ReservationStatements::first);
    }

    /**
     * The current limit status of a counter; empty when the counter does not exist.
     *
     * @param limit null: the plan says nothing of the meter
     */
    Uni<Optional<LimitStatus>> status(CounterKey key, Aggregation aggregation, @Nullable UsageLimit limit) {
        return execute(STANDING, organization, key.meter(), time(key.periodStart()))
                .map(rows -> {
                    for (Row row : rows) {
                        OtherParts others =
                                OtherParts.of(aggregation, row.getLong("carry"), row.getLong("used_elsewhere"));
                        return Optional.of(LimitStatus.of(
                                row.getLong("used"),
                                row.getLong("reserved"),
                                limit == null ? null : limit.with(others)));
                    }
                    return Optional.empty();
                });
    }

    /** Holds a quantity, under the lock of the counter; empty when a request with the same key was first. */
    Uni<Optional<Stored>> hold(
            UUID id,
            CounterKey key,
            ReserveUsageRequest request,
            Instant reservedAt,
            @Nullable UUID requestKey,
            @Nullable String fingerprint) {
        Duration held = request.held();
        return execute(
                        HOLD,
                        organization,
                        id,
                        key.meter(),
                        time(key.periodStart()),
                        request.workspaceId(),
                        request.quantity(),
                        time(reservedAt),
                        held.toSeconds(),
                        requestKey,
                        fingerprint)
                .map(ReservationStatements::first);
    }

    /** Settles what is held; empty when it is not held any more. */
    Uni<Optional<Stored>> settle(UUID id, ReservationState state, @Nullable Long quantity) {
        return execute(SETTLE, organization, id, state.name(), quantity).map(ReservationStatements::first);
    }

    private static Optional<Stored> first(RowSet<Row> rows) {
        for (Row row : rows) {
            OffsetDateTime settledAt = row.getOffsetDateTime("settled_at");
            return Optional.of(new Stored(
                    row.getUUID("id"),
                    new CounterKey(
                            row.getShort("meter_id"),
                            row.getOffsetDateTime("period_start").toInstant()),
                    row.getUUID("workspace_id"),
                    row.getLong("quantity"),
                    ReservationState.valueOf(row.getString("state")),
                    row.getOffsetDateTime("reserved_at").toInstant(),
                    row.getOffsetDateTime("expires_at").toInstant(),
                    settledAt == null ? null : settledAt.toInstant(),
                    row.getLong("settled_quantity"),
                    row.getString("fingerprint"),
                    row.getUUID("team_id")));
        }
        return Optional.empty();
    }

    private static OffsetDateTime time(Instant instant) {
        return DatabaseTime.parameter(instant);
    }

    private Uni<RowSet<Row>> execute(String sql, @Nullable Object... parameters) {
        return connection.preparedQuery(sql).execute(Tuple.from(Arrays.asList(parameters)));
    }
}
