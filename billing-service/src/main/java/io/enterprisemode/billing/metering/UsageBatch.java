package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.web.access.Reach;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of one organization that are taken in together.
 *
 * @param reach the workspaces for which the caller may send
 * @param backfill whether it is older usage: of any time in two years, never refused by a limit, not billed in periods
 *     that are over
 * @param receivedAt when they came in, to the microsecond
 * @param traceparent W3C trace context of the request
 * @param reserved quantities by the key of their event that were granted by reservations: a limit does not refuse them
 *     again
 */
public record UsageBatch(
        UUID organizationId,
        Reach reach,
        boolean backfill,
        Instant receivedAt,
        Catalogue catalogue,
        List<ParsedEvent> events,
        @Nullable String traceparent,
        Map<UUID, Long> reserved) {

    private static final int CHARACTERS_OF_ONE = 1_024;

    public UsageBatch {
        events = List.copyOf(events);
        reserved = Map.copyOf(reserved);
    }

    /** Events for which nothing is reserved. */
    public UsageBatch(
            UUID organizationId,
            Reach reach,
            boolean backfill,
            Instant receivedAt,
            Catalogue catalogue,
            List<ParsedEvent> events,
            @Nullable String traceparent) {
        this(organizationId, reach, backfill, receivedAt, catalogue, events, traceparent, Map.of());
    }

    /** How much it is to hold and to write, in events of usual size; large properties count for several. */
    int size() {
        long characters = 0;
        for (ParsedEvent received : events) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event) && event.properties() != null) {
                characters += event.properties().length();
            }
        }
        return Math.toIntExact(events.size() + characters / CHARACTERS_OF_ONE);
    }

    /** Some of its events. */
    UsageBatch of(List<ParsedEvent> some) {
        return new UsageBatch(organizationId, reach, backfill, receivedAt, catalogue, some, traceparent, reserved);
    }
}
