package io.enterprisemode.billing.ingest;

import io.enterprisemode.billing.metering.UsageProblems;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The path at which OpenMeter takes CloudEvents, for producers that have it built in. */
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
class EventsResource {

    private static final int MOST_ERRORS = 100;

    private final IngestUsage usage;
    private final UsageFormat format;
    private final CurrentRequest current;

    EventsResource(IngestUsage usage, UsageFormat format, CurrentRequest current) {
        this.usage = usage;
        this.format = format;
        this.current = current;
    }

    @POST
    @Consumes({UsageFormat.STRUCTURED, UsageFormat.BATCH, UsageFormat.PLAIN})
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Send usage events to the path of OpenMeter", description = """
                    The same as POST /api/billing/usage, with the same answer. As clients of this protocol look at the \
                    status only, it is 400 (usage-not-taken-in) when none of the events was taken in, now or before.""")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = UsageFormat.STRUCTURED,
                        schema = @Schema(description = "An event"),
                        examples = @ExampleObject(name = "event", value = UsageResource.EVENT)),
                @Content(
                        mediaType = UsageFormat.BATCH,
                        schema = @Schema(description = "An array of 1 to 1,000 events"),
                        examples = @ExampleObject(name = "events", value = UsageResource.EVENTS)),
                @Content(
                        mediaType = UsageFormat.PLAIN,
                        schema = @Schema(description = "An event, an array of events, or the data of a binary event"),
                        examples = @ExampleObject(name = "events", value = UsageResource.EVENTS))
            })
    @APIResponse(
            responseCode = "200",
            description = "What became of each event",
            content = @Content(schema = @Schema(implementation = UsageResultsView.class)))
    @APIResponse(
            responseCode = "503",
            description = "Nothing was taken in, send it again after Retry-After: usage-overloaded when more comes in "
                    + "than can be written",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<UsageResultsView> recordEvents(@Context RoutingContext routing, byte[] body) {
        return usage.record(
                        current.organization(),
                        current.reach(Permission.USAGE_WRITE),
                        current.origin(),
                        format.events(routing.request().headers(), body))
                .invoke(EventsResource::requireSomethingTakenIn);
    }

    /** The clients of this protocol look at the status only. */
    private static void requireSomethingTakenIn(UsageResultsView answer) {
        if (answer.results().stream().noneMatch(result -> result.status().isSuccess())) {
            throw ProblemException.of(
                    UsageProblems.NOTHING_TAKEN_IN,
                    "See errors for each event.",
                    answer.results().stream()
                            .limit(MOST_ERRORS)
                            .map(result -> new FieldError("/" + result.index(), result.inWords()))
                            .toList());
        }
    }
}
