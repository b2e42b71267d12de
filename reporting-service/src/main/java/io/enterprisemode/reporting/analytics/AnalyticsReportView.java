package io.enterprisemode.reporting.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Usage in a window.
 *
 * @param from included
 * @param to excluded
 * @param previousFrom where the window before, just as long, starts
 * @param interval {@code hour} or {@code day}
 * @param timeZone in which days are meant
 * @param today the date in that zone when this was answered; its bucket is not over yet
 * @param approximate whether buckets start within an hour of UTC, by which usage is kept: such an hour counts for the
 *     bucket in which it starts
 * @param asOf everything published before is in the figures; null when nothing was ever taken in
 * @param newestEventAt of the organization's newest usage that was taken in
 * @param lag how many published usage records (of all organizations) wait to be taken in by any replica; null: not
 *     known
 * @param topWorkspaces those that used most, by meter
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "AnalyticsReportView")
record AnalyticsReportView(
        Instant from,
        Instant to,
        Instant previousFrom,
        String interval,
        String timeZone,
        LocalDate today,
        boolean approximate,
        @Nullable Instant asOf,
        @Nullable Instant newestEventAt,
        @Nullable Long lag,
        List<MeterUsage> meters,
        List<WorkspaceUsage> topWorkspaces) {

    AnalyticsReportView {
        meters = List.copyOf(meters);
        topWorkspaces = List.copyOf(topWorkspaces);
    }

    /**
     * Usage of one meter.
     *
     * @param quantity of the window, in the meter's unit
     * @param previousQuantity of the window before
     * @param change since the window before, as a part of it: 0.25 is a quarter more; null when nothing was used then
     * @param exact false: at least so much (distinct values are only known hour by hour)
     * @param points every bucket in order, also those without usage
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "MeterUsage")
    record MeterUsage(
            String meter,
            Aggregation aggregation,
            long quantity,
            long previousQuantity,
            @Nullable Double change,
            boolean exact,
            List<Point> points) {

        MeterUsage {
            points = List.copyOf(points);
        }
    }

    /**
     * One bucket: from its start to that of the next one.
     *
     * @param date on which it starts in the time zone; of a day's bucket the day
     */
    @Schema(name = "UsagePoint")
    record Point(Instant start, LocalDate date, long quantity) {}

    /**
     * Usage of one meter by one workspace.
     *
     * @param name null while the workspace is not known here
     * @param share of what the caller can see of this meter, 0 to 1
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "WorkspaceUsage")
    record WorkspaceUsage(UUID workspaceId, @Nullable String name, String meter, long quantity, double share) {}
}
