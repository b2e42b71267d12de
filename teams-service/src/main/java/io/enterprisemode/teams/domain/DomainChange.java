package io.enterprisemode.teams.domain;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What changes of a domain; what is left out stays. */
@Schema(examples = "{\"jitEnabled\": false}")
record DomainChange(@Nullable Boolean jitEnabled, @Nullable JustInTimeRole jitRole) {}
