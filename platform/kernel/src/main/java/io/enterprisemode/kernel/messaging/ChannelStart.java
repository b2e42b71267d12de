package io.enterprisemode.kernel.messaging;

import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Starts a channel again when its client cannot be created, for example because no host name of Kafka can be resolved
 * yet. So a service that starts while Kafka is unavailable serves everything that does not need Kafka.
 */
@ApplicationScoped
class ChannelStart implements PublisherDecorator {

    private static final Logger LOG = Logger.getLogger(ChannelStart.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> publisher, List<String> channel, boolean isConnector) {
        return isConnector
                ? publisher
                        .onFailure()
                        .invoke(failure -> LOG.warnf("channel %s cannot begin: %s", channel, failure))
                        .onFailure()
                        .retry()
                        .withBackOff(FIRST_RETRY, LONGEST_PAUSE)
                        .indefinitely()
                : publisher;
    }
}
