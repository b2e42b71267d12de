package io.enterprisemode.billing.usage;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Questions about usage. */
@Path("/api/billing/usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
class UsageQueryResource {

    private final UsageQueries queries;
    private final CurrentRequest current;
    private final Clock clock;

    UsageQueryResource(UsageQueries queries, CurrentRequest current, Clock clock) {
        this.queries = queries;
        this.current = current;
        this.clock = clock;
    }

    @GET
    @Requires(value = Permission.USAGE_READ, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Usage: of the current period, over time, or by workspace", description = """
                    With current=true, or without any parameter, the counters of the current billing period against \
                    the plan, with the state of each meter: WITHIN, NEAR_LIMIT, AT_LIMIT, OVERAGE (charged), BLOCKED \
                    or NOT_IN_PLAN; a caller whose role is on teams or workspaces only gets what these have used \
                    (scope SUBTREE), without what is included, limits and state. What does not apply, or is not for \
                    the caller, is left out, never null; read both as the same. Else a series by hour or day of one or \
                    all meters, of one or all workspaces; with groupBy=workspace one figure per workspace and meter, \
                    the largest first; with groupBy and a property by which the meter is grouped one series per value, \
                    of the largest (limit, 50 unless given; limit times the number of intervals is at most 60,000, 400 \
                    beyond), with what the others come to. Days are of UTC, or of timeZone: an IANA name, or \
                    organization for that of the organization.""")
    public Uni<UsageView> usage(
            @Parameter(
                            description =
                                    "true: the current billing period, with no other parameter; false: usage over time,"
                                            + " also without any other parameter.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"true", "false"}))
                    @QueryParam("current")
                    @Nullable
                    String currentPeriod,
            @QueryParam("meter") @Nullable String meter,
            @Parameter(
                            description =
                                    "One workspace only, also a deleted one; 404 when it is not there or not for the"
                                            + " caller.")
                    @QueryParam("workspaceId")
                    @Nullable
                    String workspaceId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("interval") @Nullable String interval,
            @QueryParam("groupBy") @Nullable String groupBy,
            @QueryParam("timeZone") @Nullable String timeZone,
            @QueryParam("limit") @Nullable String limit) {
        UsageParameters parameters =
                new UsageParameters(meter, workspaceId, from, to, interval, groupBy, timeZone, limit);
        Optional<String> ofSeries = parameters.firstGiven();
        if (Parameters.oneOf("current", currentPeriod, List.of(true, false), String::valueOf)
                .orElse(ofSeries.isEmpty())) {
            ofSeries.ifPresent(name -> {
                throw ProblemException.invalid(name, "is for usage over time, not for the current period");
            });
            return queries.current(current.organization(), current.reach(Permission.USAGE_READ));
        }
        return queries.over(
                current.organization(),
                current.reach(Permission.USAGE_READ),
                timeZone,
                zone -> parameters.question(zone, clock.instant()));
    }
}
