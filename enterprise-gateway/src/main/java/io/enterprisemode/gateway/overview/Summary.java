package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the Overview page shows of one organization. A part that could not be had is null and named in {@code parts}.
 *
 * @param generatedAt when it was put together
 * @param parts how each service contributed
 */
record Summary(
        Instant generatedAt,
        Organization organization,
        Health health,
        List<ServiceHealth> services,
        @Nullable Usage usage,
        @Nullable Series series,
        @Nullable Subscription subscription,
        @Nullable Revenue revenue,
        @Nullable List<WorkspaceUsage> topWorkspaces,
        List<Alert> alerts,
        @Nullable List<Activity> activity,
        List<Part> parts) {

    /** The organization; its name is its id while teams-service is away. */
    record Organization(UUID id, String name, @Nullable String timeZone) {}

    /** The health score with all its checks. */
    record Health(int score, int confidence, boolean capped, List<OverviewCheck> checks) {}

    /** Usage of the current period, by meter. */
    record Usage(Instant periodStart, Instant periodEnd, List<MeterUsage> meters) {}

    /** One meter; quantities in its unit. */
    record MeterUsage(
            String meter,
            @Nullable String unit,
            long used,
            long included,
            @Nullable Long limit,
            @Nullable Long softLimit,
            String behaviour,
            @Nullable Long remaining) {}

    /** Usage over time. */
    record Series(String interval, List<MeterSeries> meters) {}

    /** One meter over time. */
    record MeterSeries(String meter, List<Point> points) {}

    /** The quantity of one interval. */
    record Point(String start, long quantity) {}

    /** The live subscription. */
    record Subscription(
            String plan,
            String planName,
            String status,
            String interval,
            long priceMinor,
            String currency,
            Instant currentPeriodEnd) {}

    /** What was invoiced in the present month. */
    record Revenue(String periodStart, String currency, long subscriptionMinor, long overageMinor, long totalMinor) {}

    /** One of the workspaces that use most; share of the organization's whole, 0 to 1. */
    record WorkspaceUsage(UUID workspaceId, @Nullable String name, String meter, long quantity, double share) {}

    /** Something that wants to be acted upon. */
    record Alert(
            String id,
            Severity severity,
            String title,
            @Nullable String detail,
            @Nullable String action,
            Instant since) {}

    /** How much an alert matters. */
    enum Severity {
        info,
        warning,
        critical
    }

    /** One of the latest audit events. */
    record Activity(
            String id,
            Instant time,
            String action,
            @Nullable String actor,
            @Nullable String target,
            String severity,
            String outcome) {}

    /** How a service contributed. */
    record Part(
            String name,
            Status status,
            @Nullable Instant at,
            @Nullable String error) {

        /** Stale: an earlier answer is shown. */
        enum Status {
            ok,
            stale,
            failed,
            forbidden
        }
    }
}
