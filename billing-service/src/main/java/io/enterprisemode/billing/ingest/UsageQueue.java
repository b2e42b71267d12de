package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Accepts usage that is counted later. The form of each event is checked, the events are sent to Kafka, and the request
 * is answered when Kafka has acknowledged them. {@link QueuedUsageConsumer} checks later whether the workspace belongs
 * to the organization, the time is within its limits and the plan allows the usage.
 */
@ApplicationScoped
class UsageQueue {

    /** The largest data of one event, in characters of JSON: records are to stay far from what Kafka takes at most. */
    private static final int LARGEST_DATA = 128 * 1024;

    private final IngestTopic topic;
    private final PlanCatalogue catalogue;
    private final Clock clock;

    UsageQueue(IngestTopic topic, PlanCatalogue catalogue, Clock clock) {
        this.topic = topic;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /**
     * Queues the events of a request; completes when those that can be read are durable.
     *
     * @return fails with 503 and Retry-After when Kafka does not take them now; some may be queued all the same, and
     *     sending all again is safe
     */
    Uni<UsageReceiptView> accept(UUID organization, Reach reach, Origin origin, List<JsonNode> events) {
        Instant now = DatabaseTime.now(clock);
        return catalogue
                .current()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(known -> sorted(known, new Request(organization, reach, origin, now, events)))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(sorted -> topic.send(sorted.queued())
                        .map(tooLarge -> new UsageReceiptView(sorted.linesWithout(tooLarge))));
    }

    private record Request(UUID organization, Reach reach, Origin origin, Instant receivedAt, List<JsonNode> events) {}

    /** The lines of the answer and the events to be queued. */
    private record Sorted(List<UsageReceiptView.Line> lines, List<QueuedUsage> queued) {

        /**
         * The lines when some events are larger than Kafka takes.
         *
         * @param tooLarge positions among the events to be queued
         */
        List<UsageReceiptView.Line> linesWithout(Set<Integer> tooLarge) {
            if (tooLarge.isEmpty()) {
                return lines;
            }
            List<UsageReceiptView.Line> corrected = new ArrayList<>(lines.size());
            int position = 0;
            for (UsageReceiptView.Line line : lines) {
                if (line.status() == UsageReceiptView.Status.QUEUED && tooLarge.contains(position++)) {
                    corrected.add(UsageReceiptView.Line.rejected(
                            line.index(),
                            line.id(),
                            Refusal.PROPERTIES_TOO_LARGE,
                            "the event is larger than the queue takes"));
                } else {
                    corrected.add(line);
                }
            }
            return corrected;
        }

        boolean hasUnknownMeter() {
            return lines.stream().anyMatch(line -> Refusal.UNKNOWN_METER.code().equals(line.reason()));
        }
    }

    /** Sorts the events; an event of a meter that is not known may be of one that was defined just now. */
    private Uni<Sorted> sorted(Catalogue known, Request request) {
        Sorted sorted = sort(known, request);
        return sorted.hasUnknownMeter()
                ? catalogue
                        .refreshed()
                        .onFailure()
                        .recoverWithItem(known)
                        .map(present -> present.revision() == known.revision() ? sorted : sort(present, request))
                : Uni.createFrom().item(sorted);
    }

    private static Sorted sort(Catalogue catalogue, Request request) {
        UsageEventReader reader = new UsageEventReader(catalogue);
        List<UsageReceiptView.Line> lines = new ArrayList<>(request.events().size());
        List<QueuedUsage> queued = new ArrayList<>(request.events().size());
        for (JsonNode event : request.events()) {
            int index = lines.size();
            switch (reader.read(event)) {
                case ParsedEvent.Invalid invalid ->
                    lines.add(UsageReceiptView.Line.rejected(index, invalid.id(), invalid.refusal(), invalid.detail()));
                case ParsedEvent.Valid(UsageEvent parsed) -> {
                    Optional<List<UUID>> teams = teams(request.reach(), parsed.workspaceId());
                    String data = event.path("data").toString();
                    if (teams.isEmpty()) {
                        lines.add(UsageReceiptView.Line.rejected(
                                index, parsed.id(), Refusal.UNKNOWN_WORKSPACE, "subject is not a workspace of yours"));
                    } else if (data.length() > LARGEST_DATA) {
                        lines.add(UsageReceiptView.Line.rejected(
                                index,
                                parsed.id(),
                                Refusal.PROPERTIES_TOO_LARGE,
                                "data must be at most 128 KiB of JSON"));
                    } else {
                        queued.add(usage(request, parsed, event, teams.get(), data));
                        lines.add(UsageReceiptView.Line.queued(index, parsed));
                    }
                }
            }
        }
        return new Sorted(lines, queued);
    }

    private static QueuedUsage usage(
            Request request, UsageEvent parsed, JsonNode event, List<UUID> teams, String data) {
        return new QueuedUsage(
                request.organization(),
                parsed.id(),
                parsed.source(),
                parsed.meter().code(),
                parsed.workspaceId().toString(),
                event.path("time").textValue(),
                request.receivedAt(),
                teams,
                request.origin().traceparent(),
                data);
    }

    /**
     * The teams of which one must contain the workspace; an empty list: any team; no list: the workspace is out of
     * reach.
     */
    private static Optional<List<UUID>> teams(Reach reach, UUID workspace) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> Optional.of(List.of());
            case Reach.Subtrees(var teams, var workspaces) -> {
                if (workspaces.contains(workspace)) {
                    yield Optional.of(List.of());
                }
                yield teams.isEmpty()
                        ? Optional.empty()
                        : Optional.of(teams.stream().sorted().toList());
            }
        };
    }
}
