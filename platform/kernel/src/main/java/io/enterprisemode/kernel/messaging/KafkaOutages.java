package io.enterprisemode.kernel.messaging;

import io.enterprisemode.web.problem.OutageDetector;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Distinguishes failures of a single record from outages of Kafka. A failure of the record means: it is too large,
 * cannot be serialized, or its topic has an invalid name. Every other failure (no leader, too few replicas, no answer,
 * refused credentials) is an outage of the cluster.
 */
@ApplicationScoped
public class KafkaOutages implements OutageDetector {

    @Override
    public boolean isOutage(Throwable cause) {
        return cause instanceof KafkaException && !isBadRecord(cause);
    }

    /** Whether the record can never be published. */
    static boolean isBadRecord(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof SerializationException
                || cause instanceof CorruptRecordException
                || cause instanceof InvalidTimestampException
                || cause instanceof InvalidTopicException;
    }
}
