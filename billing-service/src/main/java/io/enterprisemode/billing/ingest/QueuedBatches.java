package io.enterprisemode.billing.ingest;

import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.metering.UsageEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides which events of the queue are written in one batch. A batch has a single time of arrival, although each of
 * its events has its own. So events share a batch only if they arrived within the same second, and if every time of
 * arrival within that second leads to the same result for them. (Billing periods end at whole seconds; only the edges
 * of {@link LatenessRule} can fall within one.)
 */
final class QueuedBatches {

    /** The most events in a batch. */
    static final int MOST_EVENTS = 1_000;

    private QueuedBatches() {}

    /**
     * An event of the queue.
     *
     * @param position among those that were taken from the queue together
     * @param teams the teams one of which must have the workspace; none: any
     * @param traceparent of what caused it
     */
    record Arrival(
            int position,
            UUID organizationId,
            List<UUID> teams,
            Instant receivedAt,
            UsageEvent event,
            @Nullable String traceparent) {}

    /** The batches of each organization; batches and events are in the order of the queue. */
    static Map<UUID, List<List<Arrival>>> of(List<Arrival> arrivals) {
        Map<UUID, List<List<Arrival>>> byOrganization = new LinkedHashMap<>();
        for (Arrival arrival : arrivals) {
            List<List<Arrival>> batches =
                    byOrganization.computeIfAbsent(arrival.organizationId(), ignored -> new ArrayList<>());
            if (batches.isEmpty() || !goTogether(batches.getLast(), arrival)) {
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(arrival);
        }
        return byOrganization;
    }

    /** The time of arrival of a batch: the latest one of its events. */
    static Instant receivedAt(List<Arrival> batch) {
        return batch.stream().map(Arrival::receivedAt).max(Instant::compareTo).orElseThrow();
    }

    private static boolean goTogether(List<Arrival> batch, Arrival arrival) {
        Arrival last = batch.getLast();
        return batch.size() < MOST_EVENTS
                && second(last).equals(second(arrival))
                && last.teams().equals(arrival.teams())
                && (last.receivedAt().equals(arrival.receivedAt()) || (!isOnTheEdge(last) && !isOnTheEdge(arrival)));
    }

    private static Instant second(Arrival arrival) {
        return arrival.receivedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private static boolean isOnTheEdge(Arrival arrival) {
        Instant time = arrival.event().time();
        Instant from = second(arrival);
        Instant to = from.plusSeconds(1);
        return LatenessRule.isTooOld(time, from) != LatenessRule.isTooOld(time, to)
                || LatenessRule.isTooFarAhead(time, from) != LatenessRule.isTooFarAhead(time, to);
    }
}
