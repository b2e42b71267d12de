package io.enterprisemode.audit.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An audit event as another program of the organization posts it.
 *
 * @param id identity, chosen by the sender: the same event again is a duplicate, another one with the id a conflict
 * @param time when it happened; absent: now
 * @param severity absent: INFO
 * @param action not one of the suite's own ({@link io.enterprisemode.contracts.audit.ReservedActions}), such as
 *     {@code billing.*}
 * @param actor absent: the caller
 * @param outcome absent: SUCCESS
 * @param ipAddress IPv4 or IPv6, without brackets, zone or port
 * @param details free JSON; at most 16,384 characters as text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "NewAuditEvent")
record NewAuditEvent(
        @NotNull UUID id,
        @Nullable Instant time,
        @NotNull AuditCategory category,
        @Nullable AuditSeverity severity,

        @NotNull
        @Size(max = 200)
        @Pattern(regexp = "[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)+", message = "must be a dotted name in lower case")
        String action,

        @Nullable @Valid NewActor actor,
        @NotNull @Valid NewTarget target,
        @Nullable AuditOutcome outcome,

        @Nullable @Size(max = 64) @Pattern(regexp = "[^\\p{Cntrl}]*")
        String ipAddress,

        @Nullable @Size(max = 512) @Pattern(regexp = "[^\\p{Cntrl}]*")
        String userAgent,

        @Nullable @Size(max = 128) @Pattern(regexp = "[^\\p{Cntrl}]*")
        String requestId,

        @Nullable @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
        Map<String, @Nullable Object> details) {

    /**
     * Who did it, as the sender says.
     *
     * @param type not SYSTEM, which is the suite itself
     */
    @Schema(name = "NewActor")
    record NewActor(
            @NotNull ActorType type,

            @NotBlank @Size(max = 200) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String id,

            @Nullable @Size(max = 200) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String name,

            @Nullable @Size(max = 320) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String email) {}

    /** What it was done to. */
    @Schema(name = "NewTarget")
    record NewTarget(
            @NotBlank @Size(max = 100) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String type,

            @NotBlank @Size(max = 200) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String id,

            @Nullable @Size(max = 200) @Pattern(regexp = "[^\\p{Cntrl}]*")
            String name) {}
}
