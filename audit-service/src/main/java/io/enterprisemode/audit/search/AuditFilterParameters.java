package io.enterprisemode.audit.search;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters of search, counts and export, as they come. */
@RegisterForReflection
public record AuditFilterParameters(
        @Parameter(
                description = "Not before this instant.",
                schema =
                        @Schema(
                                type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                                format = "date-time"))
        @QueryParam("from")
        @Nullable
        String from,

        @Parameter(
                description = "Before this instant.",
                schema =
                        @Schema(
                                type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                                format = "date-time"))
        @QueryParam("to")
        @Nullable
        String to,

        @Parameter(schema = @Schema(implementation = AuditCategory.class)) @QueryParam("category") @Nullable
        String category,

        @Parameter(schema = @Schema(implementation = AuditSeverity.class)) @QueryParam("severity") @Nullable
        String severity,

        @Parameter(description = "The whole action, or its beginning as in billing.*", example = "billing.*")
        @QueryParam("action")
        @Nullable
        String action,

        @Parameter(description = "Id of the actor.") @QueryParam("actor") @Nullable
        String actor,

        @Parameter(description = "Type of the target.", example = "subscription") @QueryParam("targetType") @Nullable
        String targetType,

        @Parameter(description = "Id of the target.") @QueryParam("target") @Nullable
        String target,

        @Parameter(schema = @Schema(implementation = AuditOutcome.class)) @QueryParam("outcome") @Nullable
        String outcome,

        @Parameter(
                description =
                        "Who vouches for the event: a service of the suite, as in /billing-service, or a principal, as"
                                + " in /principals/{id}; /principals/* is everything that was posted.",
                example = "/principals/*")
        @QueryParam("source")
        @Nullable
        String source,

        @Parameter(
                description = "Text in action, names, e-mail address or details; the search covers at most 92 days,"
                        + " the last ones when from is not given.")
        @QueryParam("q")
        @Nullable
        String q) {

    private static final int LONGEST = 200;

    /** The filter that they mean; 400 when one cannot be read. */
    public AuditFilter filter() {
        return new AuditFilter(
                Parameters.instant("from", from),
                Parameters.instant("to", to),
                Parameters.oneOf("category", category, List.of(AuditCategory.values()), AuditCategory::code),
                Parameters.oneOf("severity", severity, List.of(AuditSeverity.values()), AuditSeverity::name),
                Parameters.text("action", action, LONGEST).map(AuditFilterParameters::action),
                Parameters.text("actor", actor, LONGEST),
                Parameters.text("targetType", targetType, LONGEST),
                Parameters.text("target", target, LONGEST),
                Parameters.oneOf("outcome", outcome, List.of(AuditOutcome.values()), AuditOutcome::name),
                Parameters.text("source", source, LONGEST),
                Parameters.text("q", q, LONGEST));
    }

    private static String action(String text) {
        if (!text.matches("[a-z0-9_.-]+|[a-z0-9_.-]+\\.\\*")) {
            throw ProblemException.invalid("action", "must be a dotted name, or its beginning followed by .*");
        }
        return text;
    }
}
