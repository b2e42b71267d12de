package io.enterprisemode.contracts.events;

import io.enterprisemode.contracts.Require;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic.
 *
 * @param compacted whether only the last record of a key is kept, for as long as the topic exists
 * @param partitions how many by default; one where the order over all keys counts
 * @param retention how long a record is kept at least; null: for as long as the topic exists
 */
public record Topic(
        String name,
        boolean compacted,
        int partitions,
        @Nullable Duration retention) {

    /** The broker's default for records is 1 MiB; a dead letter is a record with its reason and place added. */
    private static final int LONGEST_DEAD_LETTER = 2 * 1024 * 1024;

    public Topic {
        Require.text(name, "name");
        Require.that(partitions >= 1, "partitions starts at 1: " + partitions);
        Require.that(!compacted || retention == null, "a compacted topic keeps its records: " + name);
        Require.that(retention == null || retention.isPositive(), "retention is not positive: " + retention);
    }

    /** The names of Kafka's settings with their values; what is not named has the broker's default. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("cleanup.policy", compacted ? "compact" : "delete");
        if (!compacted) {
            settings.put("retention.ms", retention == null ? "-1" : Long.toString(retention.toMillis()));
        }
        if (name.endsWith(Topics.DEAD_LETTER_SUFFIX)) {
            // A letter keeps the time of its record in a header; it is kept from when it was written, however old the
            // record is.
            settings.put("message.timestamp.type", "LogAppendTime");
            settings.put("max.message.bytes", Integer.toString(LONGEST_DEAD_LETTER));
        }
        return settings;
    }
}
