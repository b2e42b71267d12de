package io.enterprisemode.teams.domain;

import io.enterprisemode.web.json.Patch;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What changes of a domain; what is left out stays, nothing of it can be removed. */
@Schema(examples = "{\"jitEnabled\": false}")
record DomainChangeRequest(
        @Schema(implementation = Boolean.class) @Nullable Patch<Boolean> jitEnabled,

        @Schema(implementation = JustInTimeRole.class) @Nullable
        Patch<JustInTimeRole> jitRole) {}
