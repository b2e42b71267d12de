package io.enterprisemode.contracts.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The topics of the suite. */
public final class Topics {

    public static final String TEAMS_MEMBERSHIP = "teams.membership.v1";
    public static final String TEAMS_STRUCTURE = "teams.structure.v1";
    public static final String TEAMS_API_KEYS = "teams.apikeys.v1";
    public static final String ACCESS_API_KEY_USES = "access.apikey-uses.v1";
    public static final String ACCESS_NAMED_ORGANIZATIONS = "access.named-organizations.v1";
    public static final String BILLING_USAGE_INGEST = "billing.usage.ingest.v1";
    public static final String BILLING_USAGE_RECORDED = "billing.usage.recorded.v1";
    public static final String BILLING_LIFECYCLE = "billing.lifecycle.v1";
    public static final String AUDIT_EVENTS = "audit.events.v1";

    /** What follows the name of a topic in the name of its dead-letter topic. */
    public static final String DEAD_LETTER_SUFFIX = ".dead-letter";

    private static final int PARTITIONS = 6;

    /** Records are still available after a consumer, or a whole service, was down for a month. */
    private static final Duration A_MONTH_AND_MORE = Duration.ofDays(35);

    /** Leaves operators time to decide about dead letters. */
    private static final Duration DEAD_LETTERS = Duration.ofDays(90);

    private static final List<Topic> ALL = List.of(
            new Topic(TEAMS_MEMBERSHIP, true, 1, null),
            new Topic(TEAMS_STRUCTURE, true, 1, null),
            new Topic(TEAMS_API_KEYS, true, 1, null),
            new Topic(ACCESS_API_KEY_USES, true, 1, null),
            new Topic(ACCESS_NAMED_ORGANIZATIONS, true, 1, null),
            new Topic(BILLING_USAGE_INGEST, false, PARTITIONS, A_MONTH_AND_MORE),
            new Topic(BILLING_USAGE_RECORDED, true, PARTITIONS, null),
            // Reports and seats are built, and rebuilt, from it; it has a few records per organization and month.
            new Topic(BILLING_LIFECYCLE, false, PARTITIONS, null),
            new Topic(AUDIT_EVENTS, false, PARTITIONS, A_MONTH_AND_MORE));

    private Topics() {}

    /** All topics, without the dead-letter topics. */
    public static List<Topic> all() {
        return ALL;
    }

    /** All topics, each followed by its dead-letter topic. */
    public static List<Topic> withDeadLetters() {
        List<Topic> topics = new ArrayList<>();
        for (Topic topic : ALL) {
            topics.add(topic);
            topics.add(byName(deadLetter(topic.name())).orElseThrow());
        }
        return List.copyOf(topics);
    }

    /** The topic of a name, also that of a dead-letter topic. */
    public static Optional<Topic> byName(String name) {
        if (name.endsWith(DEAD_LETTER_SUFFIX)) {
            String origin = name.substring(0, name.length() - DEAD_LETTER_SUFFIX.length());
            return byName(origin).map(topic -> new Topic(name, false, topic.partitions(), DEAD_LETTERS));
        }
        return ALL.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    /** Where records of the topic go that could not be handled. */
    public static String deadLetter(String topic) {
        return topic + DEAD_LETTER_SUFFIX;
    }
}
