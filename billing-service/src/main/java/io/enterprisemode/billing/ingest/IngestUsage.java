package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageSubmission;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.OrganizationClock;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Taking in usage as it happens. */
@ApplicationScoped
class IngestUsage {

    private final UsageSubmission submission;
    private final PlanCatalogue catalogue;
    private final OrganizationClock clock;

    IngestUsage(UsageSubmission submission, PlanCatalogue catalogue, OrganizationClock clock) {
        this.submission = submission;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Takes in the events of a request; each is answered by itself. */
    Uni<UsageResultsView> record(UUID organization, Reach reach, Origin origin, List<JsonNode> events) {
        return catalogue
                .using(current -> read(current, events)
                        .map(read -> new UsageBatch(
                                organization,
                                reach,
                                false,
                                clock.now(organization),
                                read.catalogue(),
                                read.events(),
                                origin.traceparent()))
                        .chain(submission::write))
                .map(results -> new UsageResultsView(within(reach, results)));
    }

    /** What the whole organization has used is only for those who may send for all of it. */
    private static List<UsageResult> within(Reach reach, List<UsageResult> results) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> results;
            case Reach.Subtrees some ->
                results.stream().map(UsageResult::ofPart).toList();
        };
    }

    private record Read(Catalogue catalogue, List<ParsedEvent> events) {}

    /** Reads the events; an event of a meter that is not known may be of one that was defined just now. */
    private Uni<Read> read(Catalogue known, List<JsonNode> events) {
        Read read = readBy(known, events);
        boolean ofUnknownMeter = read.events().stream()
                .anyMatch(each ->
                        each instanceof ParsedEvent.Invalid invalid && invalid.refusal() == Refusal.UNKNOWN_METER);
        return ofUnknownMeter
                ? catalogue
                        .refreshed()
                        .map(present -> present.revision() == known.revision() ? read : readBy(present, events))
                : Uni.createFrom().item(read);
    }

    private static Read readBy(Catalogue catalogue, List<JsonNode> events) {
        UsageEventReader reader = new UsageEventReader(catalogue);
        return new Read(catalogue, events.stream().map(reader::read).toList());
    }
}
