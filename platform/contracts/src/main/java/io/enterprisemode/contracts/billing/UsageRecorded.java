package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * What one workspace used of one meter in one hour, in absolute figures: a later revision replaces an earlier one.
 *
 * @param hour start of the hour, UTC
 * @param quantity the hour's usage by the aggregation, in the meter's unit
 * @param events how many accepted events it comes from
 * @param revision grows with every change of this hour; a lower one is stale
 */
public record UsageRecorded(
        UUID organizationId,
        UUID workspaceId,
        String meter,
        Aggregation aggregation,
        Instant hour,
        long quantity,
        long events,
        long revision)
        implements EventData {

    public UsageRecorded {
        Require.present(organizationId, "organizationId");
        Require.present(workspaceId, "workspaceId");
        Require.text(meter, "meter");
        Require.present(aggregation, "aggregation");
        Require.present(hour, "hour");
        Require.that(hour.equals(hour.truncatedTo(ChronoUnit.HOURS)), "hour is not the start of an hour: " + hour);
        Require.notNegative(events, "events");
        Require.notNegative(revision, "revision");
    }

    @Override
    public String key() {
        return organizationId + ":" + workspaceId + ":" + meter + ":" + hour;
    }

    @Override
    public String subject() {
        return workspaceId.toString();
    }
}
