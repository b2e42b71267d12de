package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Usage over time. Whoever holds {@code report:read} on a team or workspace only sees the figures of that subtree. */
@Path("/api/reports/analytics")
class AnalyticsResource {

    private final Analytics analytics;
    private final CurrentRequest current;

    AnalyticsResource(Analytics analytics, CurrentRequest current) {
        this.analytics = analytics;
        this.current = current;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Permission.REPORT_READ, where = Requires.Where.ANY_NODE)
    @Operation(
            summary = "Usage by meter over time",
            description = "Series, totals with the change since the window before, and the workspaces that use most."
                    + " Hours are those of UTC; a day takes the hours that start in it.")
    public Uni<AnalyticsReportView> usageAnalytics(
            @Parameter(
                            description =
                                    "Start, included, of the day or hour in which it lies; the usage of 30 days (by "
                                            + "hour: of 48"
                                            + " hours) is answered when left out.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "End, excluded, of the day or hour in which it lies; the end of the running "
                                    + "hour when left"
                                    + " out.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(
                            description = "One meter only, by its code. Which there are is not known here: one that "
                                    + "nobody has"
                                    + " used in the window, or that is not defined, has no figures (an "
                                    + "empty list); 400 for"
                                    + " what cannot be a code.",
                            example = "emails")
                    @QueryParam("meter")
                    @Nullable
                    String meter,
            @Parameter(description = "One workspace only.", schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @QueryParam("workspaceId")
                    @Nullable
                    String workspaceId,
            @Parameter(
                            description = "day when left out; by hour at most 31 days, by day 731.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"hour", "day"}))
                    @QueryParam("interval")
                    @Nullable
                    String interval,
            @Parameter(
                            description = "In which days are meant; organization, or left out: the organization's.",
                            example = "Europe/Berlin")
                    @QueryParam("timeZone")
                    @Nullable
                    String timeZone,
            @Parameter(
                            description = "How many workspaces to name for each meter, 1 to 50; 5 when left out.",
                            schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("top")
                    @Nullable
                    String top) {
        return analytics.report(
                current.organization(),
                AnalyticsQuestion.of(
                        from, to, meter, workspaceId, interval, timeZone, top, current.reach(Permission.REPORT_READ)));
    }
}
