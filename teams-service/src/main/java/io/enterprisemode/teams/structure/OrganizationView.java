package io.enterprisemode.teams.structure;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An organization.
 *
 * @param timeZone IANA name; days and weeks of reports go by it
 * @param billingEmail where invoices go
 * @param taxId capital letters and digits without separators
 * @param deletionDueAt when it is deleted, when that was asked for; until then it can be taken back
 * @param revision grows with every change; also its ETag
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Organization")
public record OrganizationView(
        UUID id,
        String name,
        String timeZone,
        @Nullable String billingEmail,
        @Nullable String taxId,
        OrganizationState state,
        @Nullable Instant deletionDueAt,
        long revision,
        Instant createdAt,
        Instant changedAt) {}
