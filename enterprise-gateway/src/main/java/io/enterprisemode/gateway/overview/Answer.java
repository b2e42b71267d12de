package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** What asking a service came to. */
sealed interface Answer {

    /** It answered in time. */
    record Fresh(JsonNode value, Instant at) implements Answer {}

    /** It did not; this is what it answered earlier. */
    record Stale(JsonNode value, Instant at, String error) implements Answer {}

    /** It did not, and never has. */
    record Failed(String error) implements Answer {}

    /** The caller may not see it. */
    record Forbidden() implements Answer {}

    /** There is nothing. */
    record Missing() implements Answer {}
}
