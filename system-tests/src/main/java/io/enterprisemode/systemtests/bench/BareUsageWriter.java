package io.enterprisemode.systemtests.bench;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Writes usage to the tables of billing-service in one statement per batch, with nothing around it: no HTTP, no JSON,
 * no limits. It does write all that the service writes for SUM meters: the event once, its hour, its period, the
 * workspace's part of it.
 */
final class BareUsageWriter {

    private static final String WRITE = """
            with given as (
                select * from unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::smallint[], ?::text[])
                    as given (identity, workspace_id, quantity, meter_id, event_id)),
            stored as (
                insert into usage_event (org_id, event_identity, workspace_id, occurred_at, received_at, quantity,
                    meter_id, backfilled,
                                         source, event_id)
                select ?, identity, workspace_id, ?, ?, quantity, meter_id, false, ?, event_id
                  from given order by identity
                on conflict do nothing
                returning workspace_id, meter_id, quantity),
            summed as (
                select meter_id, workspace_id, sum(quantity)::bigint as quantity, count(*) as events
                  from stored group by meter_id, workspace_id order by meter_id, workspace_id),
            periods as (
                insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
                select ?, meter_id, ?, ?, sum(quantity)::bigint, 0, sum(events)::bigint
                  from summed group by meter_id order by meter_id
                on conflict (org_id, meter_id, period_start) do update
                   set used = usage_period.used + excluded.used, events = usage_period.events + excluded.events
                returning meter_id),
            parts as (
                insert into usage_period_workspace (org_id, meter_id, period_start, workspace_id, quantity, unbilled,
                    events, latest_at)
                select ?, meter_id, ?, workspace_id, quantity, 0, events, ? from summed
                on conflict (org_id, meter_id, period_start, workspace_id) do update
                   set quantity = usage_period_workspace.quantity + excluded.quantity,
                       events = usage_period_workspace.events + excluded.events,
                       latest_at = greatest(usage_period_workspace.latest_at, excluded.latest_at)),
            hours as (
                insert into usage_hour (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at,
                    unpublished)
                select ?, meter_id, date_trunc('hour', ?::timestamptz, 'UTC'), workspace_id, quantity, events, 1, ?,
                    true from summed
                on conflict (org_id, meter_id, hour, workspace_id) do update
                   set quantity = usage_hour.quantity + excluded.quantity, events = usage_hour.events + excluded.events,
                       revision = usage_hour.revision + 1, latest_at = greatest(usage_hour.latest_at,
                           excluded.latest_at),
                       unpublished = true)
            select count(*) from stored""";

    static final List<String> TABLES = List.of("usage_event", "usage_hour", "usage_period_workspace", "usage_period");

    private static final String DEADLOCK = "40P01";

    private static final int NEIGHBOURS = 1_000;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private final Connection connection;
    private final UUID organization;
    private final String source = UsageRequest.source(UUID.randomUUID().toString());
    private final List<UUID> workspaces = new ArrayList<>();
    private final int meters;
    /** Seldom a number that was drawn before, as a digest, and cheaper. */
    private final SplittableRandom random = new SplittableRandom();

    private long written;
    private long place;

    BareUsageWriter(Connection connection, UUID organization, int workspaces, int meters) {
        this.connection = connection;
        this.organization = organization;
        this.meters = meters;
        for (int i = 0; i < workspaces; i++) {
            this.workspaces.add(new UUID(organization.getMostSignificantBits(), i));
        }
    }

    /** Writes that many new events; answers how many were stored. */
    int write(int events) throws SQLException {
        while (true) {
            try {
                return tryToWrite(events);
            } catch (SQLException e) {
                if (!DEADLOCK.equals(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    private int tryToWrite(int events) throws SQLException {
        Object[] keys = new Object[events];
        Object[] places = new Object[events];
        Object[] quantities = new Object[events];
        Object[] meterIds = new Object[events];
        Object[] ids = new Object[events];
        for (int i = 0; i < events; i++) {
            keys[i] = identity();
            places[i] = workspaces.get(i / meters % workspaces.size());
            quantities[i] = 1L;
            meterIds[i] = (short) (i % meters + 1);
            ids[i] = UsageRequest.id(written++);
        }
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        OffsetDateTime periodStart =
                now.withDayOfMonth(1).toLocalDate().atStartOfDay().atOffset(ZoneOffset.UTC);
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            List<Object> parameters = List.of(
                    array("uuid", keys),
                    array("uuid", places),
                    array("int8", quantities),
                    array("int2", meterIds),
                    array("text", ids),
                    organization,
                    now,
                    now,
                    source,
                    organization,
                    periodStart,
                    periodStart.plusMonths(1),
                    organization,
                    periodStart,
                    now,
                    organization,
                    now,
                    now);
            for (int i = 0; i < parameters.size(); i++) {
                write.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet row = write.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** As the service makes them: a thousand events that follow one another share their first 32 bits. */
    private UUID identity() {
        if (written % NEIGHBOURS == 0) {
            place = random.nextLong() & ~UNSIGNED_INT;
        }
        return new UUID(place | (random.nextLong() & UNSIGNED_INT), random.nextLong());
    }

    private Array array(String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    /** Deletes what was written for an organization; only a superuser may. */
    static void forget(Connection superuser, UUID organization) throws SQLException {
        for (String table : TABLES) {
            try (PreparedStatement delete = superuser.prepareStatement("delete from " + table + " where org_id = ?")) {
                delete.setObject(1, organization);
                delete.executeUpdate();
            }
        }
    }
}
