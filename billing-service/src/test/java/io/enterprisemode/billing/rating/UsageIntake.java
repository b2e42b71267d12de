package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.metering.LatenessRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which events are taken in. The identity of an event is its source and id, for good: the same content again is a
 * duplicate, other content a conflict, and the first stays. An event outside the {@link LatenessRule} is rejected and
 * leaves its identity free.
 *
 * @param outcomes one per event, in order of arrival
 * @param accepted the accepted events, in order of arrival
 */
public record UsageIntake(List<Outcome> outcomes, List<UsageFact> accepted) {

    public UsageIntake {
        outcomes = List.copyOf(outcomes);
        accepted = List.copyOf(accepted);
    }

    /** What became of an event. */
    public enum Outcome {
        ACCEPTED,
        DUPLICATE,
        CONFLICT,
        REJECTED
    }

    private record Identity(String source, String id) {}

    /** Takes in events, in order of arrival, where none was stored before. */
    public static UsageIntake of(List<UsageFact> arrivals) {
        Map<Identity, UsageFact> stored = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<UsageFact> accepted = new ArrayList<>();
        for (UsageFact arrival : arrivals) {
            Identity identity = new Identity(arrival.source(), arrival.id());
            UsageFact first = stored.get(identity);
            if (first != null) {
                outcomes.add(haveSameContent(first, arrival) ? Outcome.DUPLICATE : Outcome.CONFLICT);
            } else if (LatenessRule.admits(arrival.time(), arrival.receivedAt())) {
                stored.put(identity, arrival);
                accepted.add(arrival);
                outcomes.add(Outcome.ACCEPTED);
            } else {
                outcomes.add(Outcome.REJECTED);
            }
        }
        return new UsageIntake(outcomes, accepted);
    }

    /** Whether two events of one identity say the same; when they came in does not matter. */
    public static boolean haveSameContent(UsageFact one, UsageFact other) {
        return one.time().equals(other.time())
                && one.subject().equals(other.subject())
                && one.quantity() == other.quantity()
                && Objects.equals(one.value(), other.value());
    }
}
