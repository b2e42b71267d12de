package io.enterprisemode.billing.ingest;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.AccessFilter;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.ContentCoding;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/usage/backfill")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
class BackfillResource {

    static final String NDJSON = "application/x-ndjson";

    private final Backfill backfill;
    private final CurrentRequest current;
    private final long largestBody;

    BackfillResource(
            Backfill backfill,
            CurrentRequest current,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        this.backfill = backfill;
        this.current = current;
        this.largestBody = largestBody.asLongValue();
    }

    @POST
    @Consumes(NDJSON)
    @Blocking
    @RequiresInstallation(InstallationPermission.USAGE_BACKFILL)
    @Operation(summary = "Import older usage, one event a line", description = """
                    Events of up to two years back, in the form of /api/billing/usage. They count in their hours and \
                    in the counters of their period, are never refused by a limit, and are not billed in periods that \
                    are over. Needs Enterprise-Org. The body may be packed (Content-Encoding: gzip). It waits while \
                    somebody else has locked what the organization's usage is counted on. When it breaks off, the \
                    problem says at which line and what was taken in before; sending all of it again is safe.""")
    @RequestBody(
            required = true,
            content = @Content(mediaType = NDJSON, schema = @Schema(implementation = String.class)))
    @APIResponse(
            responseCode = "200",
            description = "What became of the lines",
            content = @Content(schema = @Schema(implementation = BackfillView.class)))
    public Uni<BackfillView> backfillUsage(
            @Parameter(hidden = true) @HeaderParam(AccessFilter.ORGANIZATION_HEADER) @Nullable String organization,
            @Parameter(hidden = true) @HeaderParam(ContentCoding.HEADER) @Nullable String coding,
            InputStream body) {
        if (organization == null) {
            throw ProblemType.ORGANIZATION_REQUIRED.with(
                    "Name the organization in the " + AccessFilter.ORGANIZATION_HEADER + " header.");
        }
        return backfill.take(
                current.organization(),
                current.origin(),
                ContentCoding.of(coding).decoded(body, largestBody));
    }
}
