package io.enterprisemode.audit.search;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What is in the log. */
@Path("/api/reports/audit")
@Produces(MediaType.APPLICATION_JSON)
class AuditSearchResource {

    private static final int MOST = 200;
    private static final int USUAL = 50;

    private final AuditSearch search;
    private final CurrentRequest current;

    AuditSearchResource(AuditSearch search, CurrentRequest current) {
        this.search = search;
        this.current = current;
    }

    @GET
    @Requires(Permission.AUDIT_READ)
    @Operation(summary = "Search the audit log", description = "Newest first.")
    public Uni<Page<AuditEventView>> searchAuditEvents(
            @BeanParam AuditFilterParameters filter,
            @Parameter(description = "nextCursor of the page before.") @QueryParam("cursor") @Nullable String cursor,
            @Parameter(description = "1 to 200, 50 when left out.", schema = @Schema(type = SchemaType.INTEGER))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return search.page(
                        current.organization(),
                        filter.filter(),
                        Cursor.decode(cursor, 2),
                        Parameters.integer("limit", limit, 1, MOST, USUAL))
                .map(page -> page.map(AuditEventView::of));
    }

    @GET
    @Path("/{id}")
    @Requires(Permission.AUDIT_READ)
    @Operation(summary = "One audit event")
    public Uni<AuditEventView> auditEvent(@PathParam("id") UUID id) {
        return search.event(current.organization(), id).map(AuditEventView::of);
    }

    @GET
    @Path("/counts")
    @Requires(Permission.AUDIT_READ)
    @Operation(
            summary = "Count audit events by category, severity and day",
            description = "Of the last 30 days when no time is given; at most 366 days.")
    public Uni<AuditCountsView> countAuditEvents(@BeanParam AuditFilterParameters filter) {
        return search.counts(current.organization(), filter.filter());
    }
}
