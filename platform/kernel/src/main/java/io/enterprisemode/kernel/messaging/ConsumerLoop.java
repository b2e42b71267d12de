package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.VertxContextSupport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One consumer: poll, handle in one transaction, then commit the offsets. A batch that the database cannot take for now is tried again
 * without end; a batch that fails otherwise is taken apart, and the events that fail alone go to the dead-letter topic, so that no poison
 * ever blocks a partition.
 */
final class ConsumerLoop {

    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final int REASON_LENGTH = 500;

    private final EventHandler handler;
    private final String service;
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final PostgresOutages outages;
    private final Counter handled;
    private final Counter deadLetters;
    private final AtomicLong lag = new AtomicLong();
    private final Background loop;

    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable KafkaProducer<String, byte[]> producer;

    ConsumerLoop(
            EventHandler handler,
            String service,
            KafkaClients kafka,
            MessagingConfiguration configuration,
            PostgresOutages outages,
            MeterRegistry metrics) {
        this.handler = handler;
        this.service = service;
        this.kafka = kafka;
        this.configuration = configuration;
        this.outages = outages;
        Tags tags = Tags.of("consumer", handler.name());
        this.handled = metrics.counter("enterprise.consumer.events", tags);
        this.deadLetters = metrics.counter("enterprise.consumer.dead.letters", tags);
        metrics.gauge("enterprise.consumer.lag", tags, lag);
        this.loop = new Background("consumer-" + handler.name(), configuration.retryMaximum(), this::turn);
    }

    void start() {
        loop.start();
    }

    void stop() {
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        loop.stop();
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }

    /** Serves one consumer until it fails or the loop is to end: after a failure a fresh one starts at the committed offsets. */
    private void turn() throws Exception {
        try (KafkaConsumer<String, byte[]> open =
                kafka.consumer(handler.name(), service + "-" + handler.name(), configuration.consumerBatch())) {
            consumer = open;
            open.subscribe(handler.topics());
            while (!loop.stopping()) {
                ConsumerRecords<String, byte[]> records = open.poll(POLL);
                if (!records.isEmpty()) {
                    take(records);
                    open.commitSync();
                }
                lag.set(lag(open));
            }
        } catch (WakeupException e) {
            LOG.debugf("consumer %s is woken to stop", handler.name());
        } finally {
            consumer = null;
        }
    }

    private static long lag(KafkaConsumer<String, byte[]> open) {
        long sum = 0;
        for (TopicPartition partition : open.assignment()) {
            sum += open.currentLag(partition).orElse(0);
        }
        return sum;
    }

    private void take(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        List<Taken> batch = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                batch.add(new Taken(record, Records.event(record)));
            } catch (IllegalArgumentException e) {
                bury(record, e);
            }
        }
        if (!batch.isEmpty()) {
            handle(batch);
        }
    }

    private void handle(List<Taken> batch) throws InterruptedException {
        try {
            untilTaken(batch);
            handled.increment(batch.size());
        } catch (HandlingFailure e) {
            if (batch.size() == 1) {
                bury(batch.getFirst().record(), e.failure);
                return;
            }
            for (Taken single : batch) {
                handle(List.of(single));
            }
        }
    }

    /** Tries again for as long as the failure is a temporary one. */
    private void untilTaken(List<Taken> batch) throws InterruptedException, HandlingFailure {
        List<Event> events = batch.stream().map(Taken::event).toList();
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                VertxContextSupport.subscribeAndAwait(() -> handler.handle(events));
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable e) {
                if (!outages.isTransient(e)) {
                    throw new HandlingFailure(e);
                }
                LOG.warnf("consumer %s waits for the database: %s", handler.name(), e.toString());
                loop.pause(pause);
                pause = pause.multipliedBy(2).compareTo(configuration.retryMaximum()) > 0
                        ? configuration.retryMaximum()
                        : pause.multipliedBy(2);
            }
        }
    }

    /** Puts a record on the dead-letter topic of its topic and waits until it is there. */
    private void bury(ConsumerRecord<String, byte[]> record, Throwable cause) {
        LOG.errorf(
                "consumer %s cannot handle %s-%d@%d: %s",
                handler.name(), record.topic(), record.partition(), record.offset(), cause.toString());
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(Topics.deadLetter(record.topic()), null, record.key(), record.value());
        record.headers().forEach(letter.headers()::add);
        header(letter, EventHeaders.DEAD_LETTER_REASON, reason(cause));
        header(letter, EventHeaders.DEAD_LETTER_CONSUMER, service + "-" + handler.name());
        header(letter, EventHeaders.DEAD_LETTER_TOPIC, record.topic());
        header(letter, EventHeaders.DEAD_LETTER_PARTITION, Integer.toString(record.partition()));
        header(letter, EventHeaders.DEAD_LETTER_OFFSET, Long.toString(record.offset()));
        if (producer == null) {
            producer = kafka.producer("dead-letters-" + handler.name());
        }
        try {
            producer.send(letter).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the dead-letter topic does not take the record", e);
        }
        deadLetters.increment();
    }

    private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String reason(Throwable cause) {
        String text = String.valueOf(cause);
        return text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH);
    }

    private record Taken(ConsumerRecord<String, byte[]> record, Event event) {}

    private static final class HandlingFailure extends Exception {
        private final Throwable failure;

        HandlingFailure(Throwable failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
