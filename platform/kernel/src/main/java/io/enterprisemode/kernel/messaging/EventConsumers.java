package io.enterprisemode.kernel.messaging;

import io.enterprisemode.web.problem.Outages;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Processes the batches of all channels ({@link ChannelConsumer}): a method with {@code @Incoming} passes on each batch
 * and the handler for it. The name of a channel is also the name of its consumer. It is part of the consumer group and
 * of dead letters, so it never changes.
 */
@ApplicationScoped
public class EventConsumers {

    /** The channel by which dead letters leave. */
    static final String DEAD_LETTERS = "dead-letters";

    private final KafkaClientService kafka;
    private final MutinyEmitter<ProducerRecord<String, byte[]>> letters;
    private final MessagingConfiguration configuration;
    private final Outages outages;
    private final MeterRegistry metrics;
    private final String service;
    private final Map<String, ChannelConsumer> consumers = new ConcurrentHashMap<>();

    EventConsumers(
            KafkaClientService kafka,
            @Channel(DEAD_LETTERS) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<ProducerRecord<String, byte[]>> letters,
            MessagingConfiguration configuration,
            Outages outages,
            MeterRegistry metrics,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.kafka = kafka;
        this.letters = letters;
        this.configuration = configuration;
        this.outages = outages;
        this.metrics = metrics;
        this.service = service;
    }

    /**
     * Takes in a batch of events; records that are no events become dead letters.
     *
     * @return completes when the next batch may come; never fails
     */
    public Uni<Void> events(Message<ConsumerRecords<String, byte[]>> batch, EventHandler handler) {
        return records(batch, new EventRecords(handler));
    }

    /**
     * Takes in a batch of records, whatever their form.
     *
     * @return completes when the next batch may come; never fails
     */
    public Uni<Void> records(Message<ConsumerRecords<String, byte[]>> batch, RecordHandler handler) {
        IncomingKafkaRecordBatchMetadata<?, ?> metadata = batch.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalArgumentException("the channel does not bring batches of Kafka"));
        return consumer(metadata.getChannel())
                .takeIn(batch.getPayload(), metadata.getConsumerGroupGenerationId(), handler)
                .chain(() -> Uni.createFrom().completionStage(batch.ack()));
    }

    private ChannelConsumer consumer(String channel) {
        return consumers.computeIfAbsent(
                channel, it -> new ChannelConsumer(it, service, kafka, letters, configuration, outages, metrics));
    }

    /** Their metrics are there before their first batch. */
    void start(@Observes StartupEvent started) {
        kafka.getConsumerChannels().forEach(this::consumer);
    }

    /** Before the connector closes its consumers. */
    void stop(@Observes ShutdownEvent stopped) {
        consumers.values().forEach(ChannelConsumer::stop);
        consumers.values().forEach(ChannelConsumer::awaitEnd);
    }
}
