package io.enterprisemode.contracts.events;

import io.enterprisemode.contracts.Require;

/**
 * A Kafka topic.
 *
 * @param compacted whether only the last record of a key is kept, for as long as the topic exists; else records expire
 * @param partitions how many by default; one where the order over all keys counts
 */
public record Topic(String name, boolean compacted, int partitions) {

    public Topic {
        Require.text(name, "name");
        Require.that(partitions >= 1, "partitions starts at 1: " + partitions);
    }
}
