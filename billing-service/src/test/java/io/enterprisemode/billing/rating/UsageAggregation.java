package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.billing.Aggregation;
import java.util.List;

/** What a meter makes of its events. Without events the usage is 0; nothing is carried over from before. */
public final class UsageAggregation {

    private UsageAggregation() {}

    /** The usage of these events, given in order of arrival, in the meter's unit. */
    public static long usage(Aggregation aggregation, List<UsageFact> events) {
        return switch (aggregation) {
            case SUM -> MinorUnits.sum(events.stream().map(UsageFact::quantity).toList());
            case COUNT -> events.size();
            case MAX -> events.stream().mapToLong(UsageFact::quantity).max().orElse(0);
            case LATEST -> latest(events);
            case UNIQUE_COUNT ->
                events.stream().map(UsageFact::value).distinct().count();
        };
    }

    /** The quantity of the greatest time; at the same time, of the later arrival. */
    private static long latest(List<UsageFact> events) {
        return events.stream()
                .reduce((latest, next) -> next.time().isBefore(latest.time()) ? latest : next)
                .map(UsageFact::quantity)
                .orElse(0L);
    }
}
