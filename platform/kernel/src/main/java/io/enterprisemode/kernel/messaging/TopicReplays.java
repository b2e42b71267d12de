package io.enterprisemode.kernel.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Makes {@link TopicReplay}s. */
@ApplicationScoped
public class TopicReplays {

    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;

    TopicReplays(KafkaClients kafka, MessagingConfiguration configuration) {
        this.kafka = kafka;
        this.configuration = configuration;
    }

    public TopicReplay replay(String name, List<String> topics, TopicReplay.View view) {
        return new TopicReplay(name, topics, view, kafka, configuration);
    }

    /** Whether consumers are to run at all. */
    public boolean enabled() {
        return configuration.enabled();
    }
}
