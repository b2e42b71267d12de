package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** The outcome of a request to a service. */
sealed interface Answer {

    /** It answered in time. */
    record Fresh(JsonNode value, Instant at) implements Answer {}

    /** It did not; this is what it answered earlier. */
    record Stale(JsonNode value, Instant at, String error) implements Answer {}

    /**
     * It did not, and nothing of before is shown.
     *
     * @param away whether it is away, so that what it answered earlier may be shown in its place
     */
    record Failed(String error, boolean away) implements Answer {}

    /** The caller may not see it. */
    record Forbidden() implements Answer {}

    /** There is nothing. */
    record Missing() implements Answer {}
}
