package io.enterprisemode.kernel.messaging;

import io.enterprisemode.web.problem.Outages;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Runs every {@link EventHandler} and {@link RecordHandler} of the application. */
@ApplicationScoped
public class EventConsumers {

    private final List<RecordHandler> handlers = new ArrayList<>();
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final Outages outages;
    private final MeterRegistry metrics;
    private final String service;
    private final List<ConsumerLoop> loops = new ArrayList<>();

    EventConsumers(
            @All List<EventHandler> eventHandlers,
            @All List<RecordHandler> recordHandlers,
            KafkaClients kafka,
            MessagingConfiguration configuration,
            Outages outages,
            MeterRegistry metrics,
            @ConfigProperty(name = "enterprise.service") String service) {
        eventHandlers.forEach(handler -> handlers.add(new EventRecords(handler, configuration.consumerBatch())));
        handlers.addAll(recordHandlers);
        this.kafka = kafka;
        this.configuration = configuration;
        this.outages = outages;
        this.metrics = metrics;
        this.service = service;
    }

    void start(@Observes StartupEvent started) {
        if (!configuration.enabled()) {
            return;
        }
        for (RecordHandler handler : handlers) {
            ConsumerLoop loop = new ConsumerLoop(handler, service, kafka, configuration, outages, metrics);
            loops.add(loop);
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        loops.forEach(ConsumerLoop::stop);
    }
}
