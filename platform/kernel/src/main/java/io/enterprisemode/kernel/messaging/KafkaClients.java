package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.Deadlines;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes Kafka clients with the settings on which the guarantees rest. */
@ApplicationScoped
class KafkaClients {

    private final String bootstrap;
    private final String service;
    private final Deadlines.Kafka deadlines;
    private final MessagingConfiguration configuration;

    KafkaClients(
            @ConfigProperty(name = "enterprise.kafka") String bootstrap,
            @ConfigProperty(name = "enterprise.service") String service,
            Deadlines deadlines,
            MessagingConfiguration configuration) {
        this.bootstrap = bootstrap;
        this.service = service;
        this.deadlines = deadlines.kafka();
        this.configuration = configuration;
    }

    /**
     * A producer whose records are acknowledged by all in-sync replicas, ordered, and without duplicates from retries.
     */
    KafkaProducer<String, byte[]> producer(String name) {
        return new KafkaProducer<>(producerSettings(name), new StringSerializer(), new ByteArraySerializer());
    }

    /** The settings of {@link #producer}. */
    Map<String, Object> producerSettings(String name) {
        Map<String, Object> settings = common(name);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadlines.block().toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(deadlines.request()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(deadlines.delivery()));
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024);
        return settings;
    }

    /** Reads what is committed, starts at the beginning where it has no position, never commits by itself. */
    KafkaConsumer<String, byte[]> consumer(String name, String group, int batch) {
        return new KafkaConsumer<>(
                consumerSettings(name, group, batch), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The settings of {@link #consumer}. */
    Map<String, Object> consumerSettings(String name, String group, int batch) {
        Map<String, Object> settings = common(name);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batch);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, millis(configuration.pollInterval()));
        // How long the partitions of a killed replica wait for another one.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        settings.put(
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis(deadlines.call().dividedBy(2)));
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(deadlines.call()));
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 10_000);
        return settings;
    }

    /** Asks about topics and groups. */
    Admin admin(String name) {
        Map<String, Object> settings = common(name);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(deadlines.request()));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(deadlines.request()));
        return Admin.create(settings);
    }

    private Map<String, Object> common(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, service + "-" + name);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG,
                deadlines.connect().toMillis());
        settings.put(
                CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG,
                deadlines.connect().multipliedBy(2).toMillis());
        settings.put(CommonClientConfigs.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
