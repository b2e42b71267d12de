package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.messaging.RecordHandler.Refused;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
import io.enterprisemode.web.problem.Outages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * One consumer, which processes the batches of its channel one after another: it handles a batch, then commits the
 * offsets. A batch that fails because of an outage of a dependency ({@link Outages}) is tried again without limit; it
 * is halved when the database cancelled it because it took too long. A batch that fails otherwise is halved until the
 * failing records are isolated. Those records, and the ones that the handler refuses, go to the dead-letter topic, so
 * that they do not block the partition.
 *
 * <p>While a batch is processed, the connector continues to poll with its partitions paused, so that the consumer stays
 * a member of its group. A batch belongs to the generation of the group in which it was polled. After a rebalance its
 * records are delivered again to the consumer that has the partitions then, so the batch is dropped and its offsets are
 * not committed.
 */
final class ChannelConsumer {

    private static final Logger LOG = Logger.getLogger(ChannelConsumer.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    /** How long a consumer that is to end may take for what it is handling. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final String channel;
    private final String group;
    private final KafkaClientService kafka;
    private final MutinyEmitter<ProducerRecord<String, byte[]>> letters;
    private final Duration longestPause;
    private final Outages outages;
    private final Counter handled;
    private final Counter deadLetters;
    private final Counter waits;
    private volatile boolean stopping;
    /** Between two tries. */
    private volatile boolean waiting;

    private volatile CompletableFuture<Void> current = CompletableFuture.completedFuture(null);

    ChannelConsumer(
            String channel,
            String service,
            KafkaClientService kafka,
            MutinyEmitter<ProducerRecord<String, byte[]>> letters,
            MessagingConfiguration configuration,
            Outages outages,
            MeterRegistry metrics) {
        this.channel = channel;
        this.group = ChannelSettings.group(service, channel);
        this.kafka = kafka;
        this.letters = letters;
        this.longestPause = configuration.retryMaximum();
        this.outages = outages;
        Tags tags = Tags.of("consumer", channel);
        this.handled = metrics.counter("enterprise.consumer.events", tags);
        this.deadLetters = metrics.counter("enterprise.consumer.dead.letters", tags);
        this.waits = metrics.counter("enterprise.consumer.waits", tags);
        metrics.gauge("enterprise.consumer.lag", tags, this, ChannelConsumer::lag);
    }

    /**
     * Takes in a batch that was polled in a generation of the group; never fails. Call it on the channel's event loop.
     */
    Uni<Void> takeIn(ConsumerRecords<String, byte[]> records, int generation, RecordHandler handler) {
        if (stopping) {
            return Uni.createFrom().nothing();
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        current = ended;
        return new Batch(handler, generation).takeIn(records).onTermination().invoke(() -> ended.complete(null));
    }

    /** Begins no further try and no further batch. */
    void stop() {
        stopping = true;
    }

    /** Waits for the current batch, at most {@link #LONGEST_STOP}, and not while it waits for a dependency. */
    void awaitEnd() {
        if (waiting) {
            return;
        }
        try {
            current.get(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.infof("consumer %s ends before what it is handling, which comes again", channel);
        }
    }

    /** How many records of its partitions the consumer has yet to read. */
    private double lag() {
        KafkaConsumer<String, byte[]> consumer = kafka.getConsumer(channel);
        Consumer<String, byte[]> client = consumer == null ? null : consumer.unwrap();
        if (client == null) {
            return 0;
        }
        return client.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("records-lag"))
                .mapToDouble(
                        metric -> metric.getValue().metricValue() instanceof Number number ? number.doubleValue() : 0)
                .filter(Double::isFinite)
                .sum();
    }

    /** The group has another generation: whoever has the partitions now takes the records in. */
    private static final class LostPartitions extends RuntimeException {}

    /** The consumer is to end: the records come again after the next start. */
    private static final class Stopping extends RuntimeException {}

    /** A batch is not to be tried again as it is. */
    private static final class HandlingFailure extends RuntimeException {
        HandlingFailure(Throwable failure) {
            super(failure.toString(), failure);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private final class Batch {

        private final RecordHandler handler;
        private final int generation;
        /** The event loop of the channel, on which every try runs. */
        private final Context eventLoop = Vertx.currentContext();

        Batch(RecordHandler handler, int generation) {
            this.handler = handler;
            this.generation = generation;
        }

        Uni<Void> takeIn(ConsumerRecords<String, byte[]> records) {
            List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>(records.count());
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            for (TopicPartition partition : records.partitions()) {
                for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                    next.put(partition, new OffsetAndMetadata(record.offset() + 1));
                    if (!DeadLetterRecords.isForAnother(record, group)) {
                        batch.add(record);
                    }
                }
            }
            return (batch.isEmpty() ? Uni.createFrom().voidItem() : handle(batch))
                    .chain(() -> commit(next))
                    .onFailure(LostPartitions.class)
                    .recoverWithUni(() -> {
                        LOG.infof("consumer %s lost partitions while it waited", channel);
                        return Uni.createFrom().voidItem();
                    })
                    .onFailure(Stopping.class)
                    .recoverWithNull();
        }

        private Uni<Void> handle(List<ConsumerRecord<String, byte[]>> batch) {
            return untilTaken(batch)
                    .chain(refused -> {
                        handled.increment(batch.size() - (double) refused.size());
                        return toDeadLetters(refused);
                    })
                    .onFailure(HandlingFailure.class)
                    .recoverWithUni(failure -> inHalves(batch, failure));
        }

        private Uni<Void> inHalves(List<ConsumerRecord<String, byte[]>> batch, HandlingFailure failure) {
            int half = batch.size() / 2;
            return half == 0
                    ? toDeadLetters(List.of(new Refused(batch.getFirst(), failure.reason())))
                    : handle(batch.subList(0, half)).chain(() -> handle(batch.subList(half, batch.size())));
        }

        /**
         * Tries again while the failure is temporary. A batch of several records that the database cancelled because it
         * took too long is not tried again as it is, but halved. A single record is tried again.
         */
        private Uni<List<Refused>> untilTaken(List<ConsumerRecord<String, byte[]>> batch) {
            return untilDone(() -> tried(batch).onFailure().transform(failure -> {
                if (outages.isOutage(failure) && batch.size() > 1 && PostgresOutages.tookTooLong(failure)) {
                    waits(failure);
                    waiting = false;
                    return new HandlingFailure(failure);
                }
                return outages.isOutage(failure) ? failure : new HandlingFailure(failure);
            }));
        }

        /** One try, on a context of its own. */
        private Uni<List<Refused>> tried(List<ConsumerRecord<String, byte[]>> batch) {
            return Uni.createFrom().emitter(outcome -> {
                Context context = VertxContext.createNewDuplicatedContext(eventLoop);
                VertxContextSafetyToggle.setContextSafe(context, true);
                context.runOnContext(begins -> Uni.createFrom()
                        .deferred(() -> handler.handle(batch))
                        .subscribe()
                        .with(outcome::complete, outcome::fail));
            });
        }

        /** Puts records on the dead-letter topics of their topics and waits until they are there. */
        private Uni<Void> toDeadLetters(List<Refused> refused) {
            if (refused.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            Refused first = refused.getFirst();
            LOG.errorf(
                    "consumer %s cannot take in %d records, the first %s-%d@%d: %s",
                    channel,
                    refused.size(),
                    first.taken().topic(),
                    first.taken().partition(),
                    first.taken().offset(),
                    first.reason());
            return Uni.join()
                    .all(refused.stream().map(this::toDeadLetter).toList())
                    .andFailFast()
                    .invoke(() -> deadLetters.increment(refused.size()))
                    .replaceWithVoid();
        }

        /**
         * Writes a dead letter. When it is too large, or cannot be written for another reason of the record itself, its
         * value is left out.
         */
        private Uni<Void> toDeadLetter(Refused refused) {
            return untilDone(() -> sent(DeadLetterRecords.letter(refused.taken(), group, refused.reason()))
                    .onFailure(KafkaOutages::isBadRecord)
                    .recoverWithUni(failure -> {
                        LOG.errorf("consumer %s leaves out the value of a dead letter: %s", channel, failure);
                        return sent(DeadLetterRecords.withoutValue(refused.taken(), group, refused.reason()));
                    }));
        }

        private Uni<Void> sent(ProducerRecord<String, byte[]> letter) {
            return letters.send(letter);
        }

        /**
         * Commits, unless the generation has changed, so that another consumer may have the partitions. Only the
         * polling thread can check this.
         */
        private Uni<Void> commit(Map<TopicPartition, OffsetAndMetadata> next) {
            return whileOurs(() -> kafka.<String, byte[]>getConsumer(channel)
                    .runOnPollingThread(client -> {
                        if (client.groupMetadata().generationId() != generation) {
                            throw new LostPartitions();
                        }
                        client.commitSync(next);
                    })
                    .onFailure(CommitFailedException.class)
                    .transform(failure -> new LostPartitions()));
        }

        private <T> Uni<T> untilDone(Supplier<Uni<T>> work) {
            return whileOurs(() -> stopping ? Uni.createFrom().failure(new Stopping()) : work.get());
        }

        /** Tries it until it is done, or fails for good, or the group has another generation. */
        private <T> Uni<T> whileOurs(Supplier<Uni<T>> work) {
            return kafka.<String, byte[]>getConsumer(channel)
                    .consumerGroupMetadata()
                    .invoke(() -> waiting = false)
                    .chain(metadata -> metadata.generationId() == generation
                            ? work.get()
                            : Uni.createFrom().failure(new LostPartitions()))
                    .onFailure(this::passes)
                    .invoke(ChannelConsumer.this::waits)
                    .onFailure(this::passes)
                    .retry()
                    .withBackOff(FIRST_RETRY, longestPause)
                    .withJitter(0)
                    .indefinitely();
        }

        private boolean passes(Throwable failure) {
            return !(failure instanceof LostPartitions
                    || failure instanceof Stopping
                    || failure instanceof HandlingFailure);
        }
    }

    private void waits(Throwable failure) {
        waiting = true;
        waits.increment();
        LOG.warnf("consumer %s waits: %s", channel, failure);
    }
}
