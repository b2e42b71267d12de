package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.request.Preferences;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path(UsageResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
class UsageResource {

    static final String PATH = "/api/billing/usage";

    static final String EVENT = """
            {"specversion": "1.0", "id": "mail-0001", "source": "/mailer/eu-1", "type": "emails",
             "subject": "018f6f3a-1000-7a00-8000-000000000015", "time": "2026-01-05T08:15:30.125Z",
             "data": {"quantity": 250, "properties": {"campaign": "spring"}}}""";

    static final String EVENTS = "[" + EVENT + "]";

    private final IngestUsage usage;
    private final UsageQueue queue;
    private final UsageFormat format;
    private final CurrentRequest current;

    UsageResource(IngestUsage usage, UsageQueue queue, UsageFormat format, CurrentRequest current) {
        this.usage = usage;
        this.queue = queue;
        this.format = format;
        this.current = current;
    }

    @POST
    @Consumes({UsageFormat.PLAIN, UsageFormat.STRUCTURED, UsageFormat.BATCH})
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Send usage events, up to 1,000 at once", description = """
                    CloudEvents 1.0: structured, binary (attributes in ce- headers, each with one value, the body is \
                    data) or a batch; or plain JSON, one event or an array. type is the meter, subject the workspace, \
                    data.quantity a whole number (left out only where the meter counts events or values). Every event \
                    is answered by itself, in order: one bad event never fails the others. An event is identified by \
                    source and id: sending it again is safe. The body may be packed (Content-Encoding: gzip). With \
                    Prefer: respond-async the answer is 202 as soon as the events are durable; they are counted a \
                    moment later, and what a limit then refuses is kept for operators.""")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = UsageFormat.PLAIN,
                        schema = @Schema(description = "An event, an array of events, or the data of a binary event"),
                        examples = @ExampleObject(name = "events", value = EVENTS)),
                @Content(
                        mediaType = UsageFormat.STRUCTURED,
                        schema = @Schema(description = "An event"),
                        examples = @ExampleObject(name = "event", value = EVENT)),
                @Content(
                        mediaType = UsageFormat.BATCH,
                        schema = @Schema(description = "An array of 1 to 1,000 events"),
                        examples = @ExampleObject(name = "events", value = EVENTS))
            })
    @APIResponse(
            responseCode = "200",
            description = "What became of each event",
            content = @Content(schema = @Schema(implementation = UsageResultsView.class)))
    @APIResponse(
            responseCode = "503",
            description = "Nothing was taken in, send it again after Retry-After: usage-overloaded when more comes in "
                    + "than can be written, "
                    + "usage-held-up when somebody else has the organization's counters for too long",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "202",
            description = "Which events are queued; only with Prefer: respond-async",
            headers =
                    @Header(
                            name = Preferences.APPLIED,
                            description = Preferences.RESPOND_ASYNC,
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = UsageReceiptView.class)))
    public Uni<Response> recordUsage(
            @Parameter(description = "respond-async: answer when the events are durable, before they are counted")
                    @HeaderParam(Preferences.HEADER)
                    List<String> prefer,
            @Context RoutingContext routing,
            byte[] body) {
        List<JsonNode> events = format.events(routing.request().headers(), body);
        Reach reach = current.reach(Permission.USAGE_WRITE);
        if (Preferences.respondAsync(prefer)) {
            return queue.accept(current.organization(), reach, current.origin(), events)
                    .map(receipt -> Response.accepted(receipt)
                            .header(Preferences.APPLIED, Preferences.RESPOND_ASYNC)
                            .build());
        }
        return usage.record(current.organization(), reach, current.origin(), events)
                .map(answer -> Response.ok(answer).build());
    }
}
