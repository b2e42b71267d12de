package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.messaging.RecordHandler.Refused;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
import io.enterprisemode.web.problem.Outages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One consumer: poll, handle, then commit the offsets. A batch that fails for trouble of a dependency ({@link Outages})
 * is tried again without end, halved where the database ended it as it took too long; a batch that fails otherwise is
 * halved until the records that fail are alone. They, and those that the handler refuses, go to the dead-letter topic,
 * so that no poison ever blocks a partition. However long it waits, it stays a member of its group
 * ({@link GroupMembership}).
 */
final class ConsumerLoop {

    private static final Logger LOG = Logger.getLogger(ConsumerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(30);
    /** How often the group hears of a consumer whose records are being handled. */
    private static final Duration KEEP_EVERY = Duration.ofSeconds(1);

    private final RecordHandler handler;
    private final String group;
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final Outages outages;
    private final Counter handled;
    private final Counter deadLetters;
    private final Counter waits;
    private final AtomicLong lag = new AtomicLong();
    private final Background loop;

    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable KafkaProducer<String, byte[]> producer;

    ConsumerLoop(
            RecordHandler handler,
            String service,
            KafkaClients kafka,
            MessagingConfiguration configuration,
            Outages outages,
            MeterRegistry metrics) {
        this.handler = handler;
        this.group = service + "-" + handler.name();
        this.kafka = kafka;
        this.configuration = configuration;
        this.outages = outages;
        Tags tags = Tags.of("consumer", handler.name());
        this.handled = metrics.counter("enterprise.consumer.events", tags);
        this.deadLetters = metrics.counter("enterprise.consumer.dead.letters", tags);
        this.waits = metrics.counter("enterprise.consumer.waits", tags);
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

    /**
     * Serves one consumer until it fails or the loop is to end: after a failure a fresh one starts at the committed
     * offsets.
     */
    private void turn() throws Exception {
        try (KafkaConsumer<String, byte[]> open = kafka.consumer(handler.name(), group, handler.batch())) {
            consumer = open;
            GroupMembership membership = new GroupMembership(open);
            open.subscribe(handler.topics(), membership);
            while (!loop.stopping()) {
                ConsumerRecords<String, byte[]> records = open.poll(POLL);
                if (!records.isEmpty() && taken(records, membership)) {
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

    /** Whether the records were taken in; false: somebody else may have them now, so they are not to be committed. */
    private boolean taken(ConsumerRecords<String, byte[]> records, GroupMembership membership)
            throws InterruptedException {
        try {
            take(records, membership);
            return !membership.isLost();
        } catch (LostPartitions e) {
            LOG.infof("consumer %s was relieved of partitions while it waited", handler.name());
            return false;
        } finally {
            membership.resume();
        }
    }

    private void take(ConsumerRecords<String, byte[]> records, GroupMembership membership)
            throws InterruptedException, LostPartitions {
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<String, byte[]> record : records) {
            if (!DeadLetterRecords.isForAnother(record, group)) {
                batch.add(record);
            }
        }
        if (!batch.isEmpty()) {
            handle(batch, membership);
        }
    }

    private void handle(List<ConsumerRecord<String, byte[]>> batch, GroupMembership membership)
            throws InterruptedException, LostPartitions {
        try {
            List<Refused> refused = untilTaken(batch, membership);
            handled.increment(batch.size() - (double) refused.size());
            bury(refused, membership);
        } catch (HandlingFailure e) {
            if (batch.size() == 1) {
                bury(List.of(new Refused(batch.getFirst(), e.failure.toString())), membership);
                return;
            }
            handle(batch.subList(0, batch.size() / 2), membership);
            handle(batch.subList(batch.size() / 2, batch.size()), membership);
        }
    }

    /**
     * Tries again for as long as the failure is a temporary one. A batch of several that the database ended as it took
     * too long would do so again: less of it may not. One record alone waits.
     */
    private List<Refused> untilTaken(List<ConsumerRecord<String, byte[]>> batch, GroupMembership membership)
            throws InterruptedException, HandlingFailure, LostPartitions {
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                List<Refused> refused = handled(batch, membership);
                requireMembership(membership);
                return refused;
            } catch (ExecutionException e) {
                Throwable failure = e.getCause() == null ? e : e.getCause();
                requireMembership(membership);
                if (!outages.isOutage(failure)) {
                    throw new HandlingFailure(failure);
                }
                waits.increment();
                LOG.warnf("consumer %s waits: %s", handler.name(), failure.toString());
                if (batch.size() > 1 && PostgresOutages.tookTooLong(failure)) {
                    throw new HandlingFailure(failure);
                }
                pause(pause, membership);
                pause = pause.multipliedBy(2).compareTo(configuration.retryMaximum()) > 0
                        ? configuration.retryMaximum()
                        : pause.multipliedBy(2);
            }
        }
    }

    private void pause(Duration duration, GroupMembership membership) throws InterruptedException {
        Duration left = duration;
        while (left.isPositive()) {
            Duration step = left.compareTo(KEEP_EVERY) > 0 ? KEEP_EVERY : left;
            loop.pause(step);
            membership.keep();
            left = left.minus(step);
        }
    }

    private static void requireMembership(GroupMembership membership) throws LostPartitions {
        if (membership.isLost()) {
            throw new LostPartitions();
        }
    }

    /** One try, on a context of its own; this thread keeps the consumer in its group meanwhile. */
    private List<Refused> handled(List<ConsumerRecord<String, byte[]>> batch, GroupMembership membership)
            throws InterruptedException, ExecutionException {
        CompletableFuture<List<Refused>> outcome = new CompletableFuture<>();
        VertxContextSupport.subscribe(
                () -> Uni.createFrom().deferred(() -> handler.handle(batch)).toMulti(),
                handling -> handling.with(
                        outcome::complete, outcome::completeExceptionally, () -> outcome.complete(List.of())));
        while (true) {
            try {
                return outcome.get(KEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                membership.keep();
            }
        }
    }

    /** Puts records on the dead-letter topics of their topics and waits until they are there. */
    private void bury(List<Refused> refused, GroupMembership membership) {
        if (refused.isEmpty()) {
            return;
        }
        Refused first = refused.getFirst();
        LOG.errorf(
                "consumer %s cannot take in %d records, the first %s-%d@%d: %s",
                handler.name(),
                refused.size(),
                first.taken().topic(),
                first.taken().partition(),
                first.taken().offset(),
                first.reason());
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            open = kafka.producerOfLetters("dead-letters-" + handler.name());
            producer = open;
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(refused.size());
        for (Refused each : refused) {
            sent.add(open.send(DeadLetterRecords.letter(each.taken(), group, each.reason())));
        }
        try {
            for (int i = 0; i < sent.size(); i++) {
                buried(open, refused.get(i), sent.get(i), membership);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the dead-letter topic does not take the records", e);
        }
        deadLetters.increment(refused.size());
    }

    /** A letter that is too large, or cannot be written for another reason of its own, goes without its value. */
    private void buried(
            KafkaProducer<String, byte[]> open,
            Refused refused,
            Future<RecordMetadata> letter,
            GroupMembership membership)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            await(letter, membership);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (!KafkaOutages.isBadRecord(cause)) {
                throw e;
            }
            LOG.errorf("consumer %s leaves out the value of a dead letter: %s", handler.name(), cause.toString());
            await(open.send(DeadLetterRecords.withoutValue(refused.taken(), group, refused.reason())), membership);
        }
    }

    /** Partitions were taken away while their records were handled: whoever has them now takes the records in. */
    private static final class LostPartitions extends Exception {}

    /** Waits until Kafka has the letter, or gives it up. */
    private static void await(Future<RecordMetadata> letter, GroupMembership membership)
            throws InterruptedException, ExecutionException, TimeoutException {
        long until = System.nanoTime() + LONGEST_DELIVERY.toNanos();
        while (true) {
            try {
                letter.get(KEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (System.nanoTime() - until >= 0) {
                    throw notYet;
                }
                membership.keep();
            }
        }
    }

    private static final class HandlingFailure extends Exception {
        private final Throwable failure;

        HandlingFailure(Throwable failure) {
            super(failure);
            this.failure = failure;
        }
    }
}
