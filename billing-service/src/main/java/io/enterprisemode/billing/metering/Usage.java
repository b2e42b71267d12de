package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.StoredTime;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Taking in usage as it happens. */
@ApplicationScoped
class Usage {

    private final UsageWriter writer;
    private final PlanCatalogue catalogue;
    private final Clock clock;

    Usage(UsageWriter writer, PlanCatalogue catalogue, Clock clock) {
        this.writer = writer;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** Takes in the events of a request; each is answered by itself. */
    Uni<UsageAnswer> record(UUID organization, Reach reach, Origin origin, List<JsonNode> events) {
        return catalogue
                .current()
                .map(current -> {
                    UsageEventReader reader = new UsageEventReader(current);
                    return new UsageBatch(
                            organization,
                            reach,
                            false,
                            StoredTime.now(clock),
                            current,
                            events.stream().map(reader::read).toList(),
                            origin.traceparent());
                })
                .chain(writer::write)
                .map(UsageAnswer::new);
    }
}
