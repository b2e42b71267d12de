package io.enterprisemode.kernel.messaging;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gives the Kafka clients of all channels the settings on which the guarantees rest ({@link KafkaClients}), and each
 * consumer its group, which is named after the service and the channel. What the configuration of a channel says goes
 * first.
 */
@ApplicationScoped
class ChannelSettings implements ClientCustomizer<Map<String, Object>> {

    /** The framework has values of its own for them. */
    private static final Set<String> ALWAYS =
            Set.of(ConsumerConfig.GROUP_ID_CONFIG, CommonClientConfigs.CLIENT_ID_CONFIG);

    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final String service;

    ChannelSettings(
            KafkaClients kafka,
            MessagingConfiguration configuration,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.kafka = kafka;
        this.configuration = configuration;
        this.service = service;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> config) {
        boolean reads = config.containsKey(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        Map<String, Object> ours = reads
                ? kafka.consumerSettings(channel, group(service, channel), configuration.consumerBatch())
                : kafka.producerSettings(channel);
        Map<String, Object> settings = new HashMap<>(config);
        ours.forEach((name, value) -> {
            if (ALWAYS.contains(name)
                    || channelConfig.getOptionalValue(name, String.class).isEmpty()) {
                // The connector reads its clients' settings as text.
                settings.put(name, value.toString());
            }
        });
        return settings;
    }

    /** The consumer group of a channel. */
    static String group(String service, String channel) {
        return service + "-" + channel;
    }
}
