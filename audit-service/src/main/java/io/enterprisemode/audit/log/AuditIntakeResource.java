package io.enterprisemode.audit.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Events from other programs of an organization. The caller needs the permission {@code usage:write}: programs that
 * report from outside have it, and it gives no access to what is in the log. The principal that posted an event is
 * always recorded separately from the actor that the program names.
 */
@Path("/api/reports/audit")
class AuditIntakeResource {

    private static final String EXAMPLE = """
        {"id": "019c1f6e-8a10-7c3a-9d5e-3f6a1b2c4d5e", "category": "data", "action": "crm.contacts.imported",
         "target": {"type": "import", "id": "2026-02-01", "name": "Spring list"}, "details": {"rows": 1200}}\
        """;

    private final NewAuditEvents events;
    private final AuditIntake intake;
    private final CurrentRequest current;

    AuditIntakeResource(NewAuditEvents events, AuditIntake intake, CurrentRequest current) {
        this.events = events;
        this.intake = intake;
        this.current = current;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Requires(Permission.USAGE_WRITE)
    @Operation(
            summary = "Record audit events",
            description =
                    "One event or a list of up to 500, answered one by one. Idempotent by event id: the same event"
                            + " again is a duplicate; another event with the id is a conflict, which is recorded as"
                            + " audit.event.conflicted. Actions of the suite (audit, billing, enterprise, gateway,"
                            + " operations, reporting, teams) are rejected.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(oneOf = {NewAuditEvent.class, NewAuditEvent[].class}),
                            examples = @ExampleObject(name = "an import", value = EXAMPLE)))
    public Uni<IntakeView> recordAuditEvents(@Nullable JsonNode body) throws JsonProcessingException {
        return intake.take(current.organization(), current.origin(), events.read(body));
    }
}
