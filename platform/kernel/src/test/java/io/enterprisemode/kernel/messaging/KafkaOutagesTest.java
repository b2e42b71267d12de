package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaOutagesTest {

    private final KafkaOutages outages = new KafkaOutages();

    @Test
    void troubleOfTheClusterPasses() {
        assertThat(List.of(
                        new LeaderNotAvailableException("no leader"),
                        new NotLeaderOrFollowerException("moved"),
                        new NotEnoughReplicasException("one"),
                        new TimeoutException("late"),
                        new SaslAuthenticationException("rotated"),
                        new TopicAuthorizationException("topic")))
                .allMatch(outages::isOutage);
    }

    @Test
    void aRecordThatCanNeverBeWrittenDoesNot() {
        assertThat(List.of(new RecordTooLargeException("10 MB"), new SerializationException("no")))
                .noneMatch(outages::isOutage);
        assertThat(outages.isOutage(new IllegalStateException("a bug"))).isFalse();
    }
}
