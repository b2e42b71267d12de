package io.enterprisemode.kernel.messaging;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Keeps a consumer a member of its group while its records are being handled, however long that takes: a group gives
 * the partitions of a member that has not polled for {@code max.poll.interval.ms} to another one. Meanwhile its
 * partitions are paused, so that nothing more is read. Used by the thread of the consumer only.
 */
final class GroupMembership implements ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(GroupMembership.class);

    private final KafkaConsumer<String, byte[]> consumer;
    /** Whether the consumer is paused while it waits. */
    private boolean waiting;
    /** Whether partitions were taken away while it waited. */
    private boolean revoked;
    /** Whether the consumer is asked to end. */
    private boolean woken;

    GroupMembership(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    /** Polls without reading anything. */
    void keep() {
        if (woken) {
            return;
        }
        waiting = true;
        consumer.pause(consumer.assignment());
        try {
            consumer.poll(Duration.ZERO);
        } catch (WakeupException e) {
            woken = true;
        } catch (KafkaException e) {
            // The next poll that reads fails with it, too.
            LOG.debugf(e, "a poll between tries failed");
        }
    }

    /**
     * Whether what was polled may be somebody else's by now: its partitions were taken away, or were taken away and
     * given back, which is the same, as they are read from what was committed then.
     */
    boolean isLost() {
        return revoked;
    }

    /** Handling has ended: the consumer reads on. */
    void resume() {
        if (waiting) {
            consumer.resume(consumer.paused());
            waiting = false;
        }
        revoked = false;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        revoked |= waiting && !partitions.isEmpty();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (waiting) {
            consumer.pause(partitions);
        }
    }
}
