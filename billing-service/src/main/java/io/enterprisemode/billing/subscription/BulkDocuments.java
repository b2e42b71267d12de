package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the life of subscriptions needs of invoicing where those of many organizations go on in one transaction. */
public interface BulkDocuments {

    /** A draft of a subscription, which is locked. */
    record Draft(UUID organizationId, Billed billed, OpenDraft draft) {}

    /**
     * What became of a draft.
     *
     * @param document empty: without lines there is none
     * @param events to be published of it
     */
    record Finalized(Optional<UUID> document, List<Event> events) {

        public Finalized {
            events = List.copyOf(events);
        }
    }

    /**
     * Closes the counters of the periods of drafts and issues their documents.
     *
     * @param drafts of an organization each
     * @param origin of the request; null: the scheduler
     * @return what became of them by organization; one that is left out, of which nothing was done, is to be finalized
     *     by itself
     */
    Uni<Map<UUID, Finalized>> finalizeDrafts(
            Statements statements, Catalogue catalogue, Instant now, List<Draft> drafts, @Nullable Origin origin);
}
