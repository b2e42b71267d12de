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
 * Knows which failures of Kafka are about a record itself: it is too large, cannot be written, or its topic has an
 * impossible name. Every other one (no leader, too few replicas, no answer, a credential that is refused) is trouble of
 * the cluster.
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
