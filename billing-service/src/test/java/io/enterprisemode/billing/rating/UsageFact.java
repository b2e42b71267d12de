package io.enterprisemode.billing.rating;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a usage event says, as far as counting goes.
 *
 * @param source with the id, the identity of the event
 * @param subject the workspace
 * @param time when it happened
 * @param receivedAt when it came in; not part of its content
 * @param quantity in the meter's unit
 * @param value what is counted by UNIQUE_COUNT, compared exactly
 */
public record UsageFact(
        String source,
        String id,
        String subject,
        Instant time,
        Instant receivedAt,
        long quantity,
        @Nullable String value) {}
