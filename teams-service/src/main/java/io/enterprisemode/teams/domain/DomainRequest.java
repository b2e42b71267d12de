package io.enterprisemode.teams.domain;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A domain to be claimed.
 *
 * @param domain in Unicode or ASCII form
 * @param jitEnabled whether people with an address there become members on first sign-in, once it is verified; null: no
 * @param jitRole what they become; null: VIEWER
 */
@Schema(examples = "{\"domain\": \"acme.example\", \"jitEnabled\": true, \"jitRole\": \"MEMBER\"}")
record DomainRequest(
        @NotNull @Size(min = 3, max = 253) String domain,
        @Nullable Boolean jitEnabled,
        @Nullable JustInTimeRole jitRole) {}
