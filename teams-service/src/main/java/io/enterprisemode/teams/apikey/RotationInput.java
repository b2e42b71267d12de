package io.enterprisemode.teams.apikey;

import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new secret for an API key.
 *
 * @param overlap how long the present secret stays good, from zero to 30 days (ISO 8601); 24 hours when left out
 */
@Schema(examples = "{\"overlap\": \"PT24H\"}")
record RotationInput(
        @Schema(type = SchemaType.STRING, format = "duration", examples = "PT24H") @Nullable Duration overlap) {

    static final Duration DEFAULT_OVERLAP = Duration.ofHours(24);
    static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    Duration overlapOrDefault() {
        return overlap == null ? DEFAULT_OVERLAP : overlap;
    }
}
