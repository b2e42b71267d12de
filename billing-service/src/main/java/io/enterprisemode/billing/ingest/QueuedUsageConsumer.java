package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.ingest.QueuedBatches.Arrival;
import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.metering.UsageProblems;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageStatus;
import io.enterprisemode.billing.metering.UsageSubmission;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.CatalogueChangedException;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.RecordHandler;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.JsonLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Takes in usage from the queue with the writer that HTTP requests use as well. Many records share few transactions:
 * those of one organization are written one after another, those of several organizations concurrently. The record of
 * an event that is not counted (conflict, rejected, blocked) goes to the dead-letter topic with the reason. From there
 * it can be sent again, for instance after a workspace has become known. An event is judged by the plan of its own
 * time, so {@code blocked: limit-reached} stays blocked, also after an upgrade.
 */
@ApplicationScoped
class QueuedUsageConsumer implements RecordHandler {

    private static final int ORGANIZATIONS_AT_ONCE = 8;
    private static final int CHANGES_OF_THE_CATALOGUE = 5;
    private static final Duration PAUSE_BEFORE_PUTTING_BACK = Duration.ofMillis(100);
    /** How long writing may take while another transaction holds the locks of the organization. */
    private static final Duration PATIENCE_WITH_LOCKS = Duration.ofMillis(500);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final EventConsumers consumers;
    private final UsageWriter writer;
    private final UsageSubmission submission;
    private final AwaitedView view;
    private final IngestTopic topic;
    private final PlanCatalogue catalogue;
    private final QueueConfiguration configuration;
    private final Clock clock;
    private final Instant started;
    private final MeterRegistry metrics;
    private final ObjectReader json;

    QueuedUsageConsumer(
            EventConsumers consumers,
            UsageWriter writer,
            UsageSubmission submission,
            AwaitedView view,
            IngestTopic topic,
            PlanCatalogue catalogue,
            QueueConfiguration configuration,
            Clock clock,
            MeterRegistry metrics,
            ObjectMapper json) {
        this.consumers = consumers;
        this.writer = writer;
        this.submission = submission;
        this.view = view;
        this.topic = topic;
        this.clock = clock;
        this.started = clock.instant();
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.metrics = metrics;
        this.json = json.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    @Incoming("usage-queue")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.records(batch, this);
    }

    @Override
    public Uni<List<Refused>> handle(List<ConsumerRecord<String, byte[]>> records) {
        return view.caughtUp()
                .chain(() -> catalogue
                        .using(current -> handle(records, current))
                        .onFailure(CatalogueChangedException.class)
                        .retry()
                        .atMost(CHANGES_OF_THE_CATALOGUE));
    }

    private Uni<List<Refused>> handle(List<ConsumerRecord<String, byte[]>> records, Catalogue current) {
        Refusals refusals = new Refusals(records);
        List<Arrival> arrivals = read(records, UsageEventReader.ofTheQueue(current), refusals);
        if (refusals.hasUnknownMeter) {
            return catalogue
                    .refreshed()
                    .chain(present -> present.revision() == current.revision()
                            ? write(arrivals, current, refusals)
                            : handle(records, present));
        }
        return write(arrivals, current, refusals);
    }

    private Uni<List<Refused>> write(List<Arrival> arrivals, Catalogue current, Refusals refusals) {
        return Multi.createFrom()
                .iterable(QueuedBatches.of(arrivals).values())
                .onItem()
                .transformToUni(batches -> writeInOrder(batches, current, refusals))
                .merge(ORGANIZATIONS_AT_ONCE)
                .collect()
                .last()
                .chain(() -> putBack(refusals))
                .map(done -> refusals.inOrder());
    }

    /**
     * Events of workspaces that may be known in a moment, and of organizations whose locks another transaction holds,
     * go to the end of the queue, so that the others do not wait for them.
     */
    private Uni<Void> putBack(Refusals refusals) {
        List<Integer> postponed = refusals.postponed();
        return postponed.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(PAUSE_BEFORE_PUTTING_BACK)
                        .emitOn(Infrastructure.getDefaultWorkerPool())
                        .chain(() -> topic.putBack(refusals.records(postponed)))
                        .onFailure(QueuedUsageConsumer::isBusy)
                        .retry()
                        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                        .indefinitely()
                        .invoke(tooLarge -> tooLarge.forEach(index -> refusals.add(
                                postponed.get(index), UsageStatus.REJECTED, Refusal.PROPERTIES_TOO_LARGE.code())))
                        .replaceWithVoid();
    }

    private List<Arrival> read(
            List<ConsumerRecord<String, byte[]>> records, UsageEventReader reader, Refusals refusals) {
        List<Arrival> arrivals = new ArrayList<>(records.size());
        for (int position = 0; position < records.size(); position++) {
            try {
                QueuedUsage usage = plausible(usage(records.get(position)));
                switch (reader.read(event(usage))) {
                    case ParsedEvent.Valid(UsageEvent event) ->
                        arrivals.add(new Arrival(
                                position,
                                usage.organizationId(),
                                usage.reachTeams(),
                                DatabaseTime.of(usage.receivedAt()),
                                event,
                                usage.traceparent()));
                    case ParsedEvent.Invalid(String id, UUID key, Refusal refusal, String detail) -> {
                        refusals.hasUnknownMeter |= refusal == Refusal.UNKNOWN_METER;
                        refusals.add(position, refusal.status(), refusal.code() + ": " + detail);
                    }
                }
            } catch (IllegalArgumentException e) {
                refusals.add(position, UsageStatus.REJECTED, Refusal.INVALID_EVENT.code() + ": " + e.getMessage());
            }
        }
        return arrivals;
    }

    private QueuedUsage plausible(QueuedUsage usage) {
        if (!LatenessRule.admitsArrival(usage.receivedAt(), clock.instant())) {
            throw new IllegalArgumentException("it cannot have been received at " + usage.receivedAt());
        }
        return usage;
    }

    private static QueuedUsage usage(ConsumerRecord<String, byte[]> taken) {
        byte @Nullable [] value = taken.value();
        if (value == null) {
            throw new IllegalArgumentException("the record has no value");
        }
        return QueuedUsage.ofRecord(
                taken.key(), RecordHandler.headers(taken), value, Instant.ofEpochMilli(taken.timestamp()));
    }

    private JsonNode event(QueuedUsage usage) {
        ObjectNode event = (ObjectNode) json.createObjectNode();
        event.put("id", usage.id())
                .put("source", usage.source())
                .put("type", usage.meter())
                .put("subject", usage.subject())
                .put("time", usage.time());
        try {
            event.set("data", json.readTree(usage.data()));
            return event;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    JsonLimits.exceeded(e)
                            .map(limit -> "the value cannot be read: " + limit)
                            .orElse("the value is no JSON"),
                    e);
        }
    }

    private Uni<Void> writeInOrder(List<List<Arrival>> batches, Catalogue current, Refusals refusals) {
        return Multi.createFrom()
                .iterable(batches)
                .onItem()
                .transformToUniAndConcatenate(batch -> writeTogether(batch, current, refusals))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> writeTogether(List<Arrival> arrivals, Catalogue current, Refusals refusals) {
        Arrival first = arrivals.getFirst();
        UsageBatch batch = new UsageBatch(
                first.organizationId(),
                first.teams().isEmpty()
                        ? new Reach.WholeOrganization()
                        : new Reach.Subtrees(Set.copyOf(first.teams()), Set.of()),
                false,
                QueuedBatches.receivedAt(arrivals),
                current,
                arrivals.stream()
                        .<ParsedEvent>map(arrival -> new ParsedEvent.Valid(arrival.event()))
                        .toList(),
                first.traceparent());
        Set<Integer> early = early(arrivals);
        return writeUnlessHeldUp(batch)
                .chain(results -> submission.subscribed(batch, results))
                .invoke(results -> results.forEach(result -> {
                    switch (result.status()) {
                        case ACCEPTED, DUPLICATE -> {}
                        case CONFLICT, REJECTED, BLOCKED -> {
                            int position = arrivals.get(result.index()).position();
                            ParsedEvent received = batch.events().get(result.index());
                            if (early.contains(position)
                                    && (UsageSubmission.isOpen(received, result)
                                            || UsageSubmission.isWithoutSubscription(received, result))) {
                                refusals.postpone(position);
                            } else {
                                refusals.add(
                                        position,
                                        result.status(),
                                        result.reason() == null
                                                ? result.status().code()
                                                : result.reason());
                            }
                        }
                    }
                }))
                .replaceWithVoid()
                .onFailure(QueuedUsageConsumer::isHeldUp)
                .recoverWithUni(heldUp -> {
                    arrivals.forEach(arrival -> refusals.postpone(arrival.position()));
                    return Uni.createFrom().voidItem();
                });
    }

    /**
     * Writes, and waits while the writer has no room. Fails with {@link UsageProblems#HELD_UP} soon when another
     * transaction holds the organization's locks. An event that is counted nevertheless is a duplicate when it is
     * written again.
     */
    private Uni<List<UsageResult>> writeUnlessHeldUp(UsageBatch batch) {
        if (writer.isHeldUp(batch.organizationId())) {
            return Uni.createFrom().failure(UsageProblems.heldUp());
        }
        Uni<List<UsageResult>> writing = writer.write(batch)
                .onFailure(QueuedUsageConsumer::isBusy)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .indefinitely()
                .memoize()
                .indefinitely();
        return writing.ifNoItem()
                .after(PATIENCE_WITH_LOCKS)
                .recoverWithUni(() -> writer.isHeldUp(batch.organizationId())
                        ? Uni.createFrom().failure(UsageProblems.heldUp())
                        : writing);
    }

    /**
     * The positions of events that were accepted after the last change in the view of workspaces, and that may still
     * wait for the view.
     */
    private Set<Integer> early(List<Arrival> arrivals) {
        Instant now = clock.instant();
        Set<Integer> early = new HashSet<>();
        for (Arrival arrival : arrivals) {
            Instant since = arrival.receivedAt().isBefore(started) ? started : arrival.receivedAt();
            if (!view.has(arrival.receivedAt()) && now.isBefore(since.plus(configuration.workspacePatience()))) {
                early.add(arrival.position());
            }
        }
        return early;
    }

    /** Whether the writer has no room just now. */
    private static boolean isBusy(Throwable failure) {
        return failure instanceof ProblemException problem
                && (problem.type().status() == 429 || problem.type().status() == 503)
                && !isHeldUp(problem);
    }

    private static boolean isHeldUp(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type().equals(UsageProblems.HELD_UP);
    }

    /** The refused records so far; filled by several organizations at once. */
    private final class Refusals {

        private record Entry(int position, UsageStatus status, Refused refused) {}

        private final List<ConsumerRecord<String, byte[]>> records;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Integer> postponed = new ArrayList<>();

        /** Whether one may be of a meter that was defined just now. */
        private boolean hasUnknownMeter;

        Refusals(List<ConsumerRecord<String, byte[]>> records) {
            this.records = records;
        }

        synchronized void add(int position, UsageStatus status, String reason) {
            entries.add(new Entry(position, status, new Refused(records.get(position), status.code() + ": " + reason)));
        }

        synchronized void postpone(int position) {
            postponed.add(position);
        }

        /** The positions of records to be looked at again later, in their order. */
        synchronized List<Integer> postponed() {
            return postponed.stream().sorted().toList();
        }

        List<ConsumerRecord<String, byte[]>> records(List<Integer> positions) {
            return positions.stream().map(records::get).toList();
        }

        synchronized List<Refused> inOrder() {
            entries.forEach(entry -> metrics.counter(
                            "enterprise.usage.queue.refused",
                            "status",
                            entry.status().code())
                    .increment());
            return entries.stream()
                    .sorted(Comparator.comparingInt(Entry::position))
                    .map(Entry::refused)
                    .toList();
        }
    }
}
