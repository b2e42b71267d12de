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
 * @param revision grows with every change; also its ETag
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Organization")
public record OrganizationView(
        UUID id,
        String name,
        String timeZone,
        @Nullable String billingEmail,
        long revision,
        Instant createdAt,
        Instant changedAt) {}
