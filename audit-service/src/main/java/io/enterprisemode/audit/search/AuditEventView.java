package io.enterprisemode.audit.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.audit.log.StoredAuditEvent;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An event of the log as it is shown; what is not known is left out.
 *
 * @param receivedAt when it reached the log
 * @param credential what the poster proved itself with: {@code api-key:} and the key's id, {@code token:} and the
 *     issuer; left out for events of services, and for those that came in before it was kept
 * @param source who vouches for it: a service of the suite ({@code /billing-service}) or the principal that posted it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AuditEvent")
record AuditEventView(
        UUID id,
        Instant time,
        Instant receivedAt,
        String source,
        @Nullable String credential,
        AuditCategory category,
        AuditSeverity severity,
        String action,
        ActorAnswer actor,
        TargetAnswer target,
        AuditOutcome outcome,
        @Nullable String ipAddress,
        @Nullable String userAgent,
        @Nullable String requestId,
        @Schema(type = SchemaType.OBJECT) Map<String, @Nullable Object> details) {

    static AuditEventView of(StoredAuditEvent event) {
        return new AuditEventView(
                event.id(),
                event.time(),
                event.receivedAt(),
                event.source(),
                event.credential(),
                event.category(),
                event.severity(),
                event.action(),
                ActorAnswer.of(event.actor()),
                TargetAnswer.of(event.target()),
                event.outcome(),
                event.ipAddress(),
                event.userAgent(),
                event.requestId(),
                event.details());
    }

    /** Who did it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AuditActor")
    record ActorAnswer(
            ActorType type,
            String id,
            @Nullable String name,
            @Nullable String email) {

        private static ActorAnswer of(Actor actor) {
            return new ActorAnswer(actor.type(), actor.id(), actor.name(), actor.email());
        }
    }

    /** What it was done to. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AuditTarget")
    record TargetAnswer(String type, String id, @Nullable String name) {

        private static TargetAnswer of(Target target) {
            return new TargetAnswer(target.type(), target.id(), target.name());
        }
    }
}
