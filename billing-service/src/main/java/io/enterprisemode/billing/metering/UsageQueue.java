package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.billing.QueuedUsage;
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
import java.util.UUID;

/**
 * Taking in usage to be counted later: events are checked for their form, handed to Kafka, and answered when it has acknowledged them. Whether
 * the workspace is the organization's, the time is within its limits and the plan allows it is found out by {@link QueuedUsageConsumer}.
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
     * @return fails with 503 and Retry-After when Kafka does not take them now; some may be queued all the same, and sending all again is safe
     */
    Uni<UsageReceipt> accept(UUID organization, Reach reach, Origin origin, List<JsonNode> events) {
        Instant now = StoredTime.now(clock);
        return catalogue.current().emitOn(Infrastructure.getDefaultWorkerPool()).chain(current -> {
            UsageEventReader reader = new UsageEventReader(current);
            List<UsageReceipt.Line> lines = new ArrayList<>(events.size());
            List<QueuedUsage> queued = new ArrayList<>(events.size());
            for (JsonNode event : events) {
                int index = lines.size();
                switch (reader.read(event)) {
                    case Received.Illegible illegible ->
                        lines.add(UsageReceipt.Line.rejected(
                                index, illegible.id(), illegible.refusal(), illegible.detail()));
                    case Received.Legible(UsageEvent legible) -> {
                        Optional<List<UUID>> teams = teams(reach, legible.workspaceId());
                        String data = event.path("data").toString();
                        if (teams.isEmpty()) {
                            lines.add(UsageReceipt.Line.rejected(
                                    index,
                                    legible.id(),
                                    Refusal.UNKNOWN_WORKSPACE,
                                    "subject is not a workspace of yours"));
                        } else if (data.length() > LARGEST_DATA) {
                            lines.add(UsageReceipt.Line.rejected(
                                    index,
                                    legible.id(),
                                    Refusal.PROPERTIES_TOO_LARGE,
                                    "data must be at most 128 KiB of JSON"));
                        } else {
                            queued.add(usage(organization, legible, event, now, teams.get(), origin, data));
                            lines.add(UsageReceipt.Line.queued(index, legible));
                        }
                    }
                }
            }
            return topic.send(queued).replaceWith(() -> new UsageReceipt(lines));
        });
    }

    private static QueuedUsage usage(
            UUID organization,
            UsageEvent legible,
            JsonNode event,
            Instant now,
            List<UUID> teams,
            Origin origin,
            String data) {
        return new QueuedUsage(
                organization,
                legible.id(),
                legible.source(),
                legible.meter().code(),
                legible.workspaceId().toString(),
                event.path("time").textValue(),
                now,
                teams,
                origin.traceparent(),
                data);
    }

    /** The teams one of which must have the workspace; none at all: it does not matter; empty: the sender reaches no workspace like it. */
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
