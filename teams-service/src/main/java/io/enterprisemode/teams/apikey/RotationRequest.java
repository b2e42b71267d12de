package io.enterprisemode.teams.apikey;

import io.enterprisemode.web.problem.ProblemException;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A new secret for an API key.
 *
 * @param overlap how long the present secret stays good, from zero to 30 days (ISO 8601); 24 hours when left out
 */
@Schema(examples = "{\"overlap\": \"PT24H\"}")
record RotationRequest(
        @Size(min = 3, max = 40)
        @Schema(description = "A duration of ISO 8601, up to 30 days", examples = "PT24H")
        @Nullable
        String overlap) {

    private static final Duration DEFAULT = Duration.ofHours(24);
    private static final Duration LONGEST = Duration.ofDays(30);

    /** What is wished, or 24 hours. */
    Duration duration() {
        Duration duration = overlap == null ? DEFAULT : parse(overlap);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw ProblemException.invalid("/overlap", "must be between PT0S and P30D");
        }
        return duration;
    }

    private static Duration parse(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid("/overlap", "must be a duration such as PT24H");
        }
    }
}
