package io.enterprisemode.kernel.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Topics that are paused because Kafka did not accept all of their events. The pauses get longer up to a maximum. Not
 * thread-safe.
 */
final class TopicPauses {

    private static final Duration FIRST = Duration.ofMillis(250);

    private final Duration longest;
    private final Map<String, Pause> pauses = new HashMap<>();

    TopicPauses(Duration longest) {
        this.longest = longest;
    }

    /** Is called when Kafka did not accept all events of the topic. */
    void failed(String topic, Instant now) {
        Pause before = pauses.get(topic);
        Duration next = before == null ? FIRST : before.length().multipliedBy(2);
        Duration length = next.compareTo(longest) > 0 ? longest : next;
        pauses.put(topic, new Pause(length, now.plus(length)));
    }

    /** Kafka took all events of the topic. */
    void well(String topic) {
        pauses.remove(topic);
    }

    /** The topics that are to be left alone at this time. */
    Set<String> at(Instant now) {
        return pauses.entrySet().stream()
                .filter(entry -> entry.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toSet());
    }

    private record Pause(Duration length, Instant until) {}
}
