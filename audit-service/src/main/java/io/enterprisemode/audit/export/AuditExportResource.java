package io.enterprisemode.audit.export;

import io.enterprisemode.audit.search.AuditFilterParameters;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.csv.CsvLine;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestMulti;

/** The log as a file. */
@Path("/api/reports/audit/export")
class AuditExportResource {

    private final AuditExport export;
    private final CurrentRequest current;

    AuditExportResource(AuditExport export, CurrentRequest current) {
        this.export = export;
        this.current = current;
    }

    @GET
    @Produces(CsvLine.MEDIA_TYPE)
    @Requires(Permission.AUDIT_EXPORT)
    @Operation(
            summary = "Export audit events as CSV",
            description = "Newest first, with a header line; streamed. The export is itself recorded.")
    @APIResponse(
            responseCode = "200",
            description = "The events",
            content = @Content(mediaType = CsvLine.MEDIA_TYPE, schema = @Schema(implementation = String.class)))
    public Multi<String> exportAuditEvents(@BeanParam AuditFilterParameters filter) {
        return RestMulti.fromMultiData(export.csv(current.organization(), current.origin(), filter.filter()))
                .header("Content-Disposition", "attachment; filename=\"audit-log.csv\"")
                .build();
    }
}
