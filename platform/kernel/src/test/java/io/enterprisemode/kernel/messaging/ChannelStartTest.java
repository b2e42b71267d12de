package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class ChannelStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger begun = new AtomicInteger();

    /** As a channel is while no address of Kafka has a name, for the first times. */
    private Multi<Message<?>> channelThatCannotBegin(int times) {
        return Multi.createFrom()
                .deferred(() -> begun.incrementAndGet() <= times
                        ? Multi.createFrom().failure(new ConfigException("No resolvable bootstrap urls"))
                        : Multi.createFrom().item(Message.of("first")));
    }

    @Test
    void aChannelOfKafkaThatCannotBeginIsBegunAgain() {
        Message<?> first = new ChannelStart()
                .decorate(channelThatCannotBegin(2), List.of("notes"), true)
                .toUni()
                .await()
                .atMost(PATIENCE);

        assertThat(first.getPayload()).isEqualTo("first");
        assertThat(begun).hasValue(3);
    }

    @Test
    void aChannelInsideTheApplicationIsLeftAsItIs() {
        Multi<Message<?>> inside = channelThatCannotBegin(1);

        assertThat(new ChannelStart().decorate(inside, List.of("inside"), false))
                .isSameAs(inside);
    }
}
