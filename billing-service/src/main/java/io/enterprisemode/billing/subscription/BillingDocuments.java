package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the life of a subscription needs of invoicing: documents, which are issued in its transaction. */
public interface BillingDocuments {

    /**
     * A subscription whose documents are issued, and is locked.
     *
     * @param currency of its prices
     * @param plan in force
     * @param plans in order of time
     * @param adjustable usage periods that were finalized before and of which usage may have come in since
     */
    record Billed(
            UUID subscriptionId, String currency, PlanKey plan, List<PlanSpan> plans, List<UsagePeriod> adjustable) {

        public Billed {
            plans = List.copyOf(plans);
            adjustable = List.copyOf(adjustable);
        }
    }

    /**
     * A transaction in which documents are issued.
     *
     * @param now instant of the documents
     * @param origin of the request; null: the scheduler
     */
    record Run(
            Tenant tenant,
            Catalogue catalogue,
            Instant now,
            @Nullable Origin origin) {

        public @Nullable String traceparent() {
            return origin == null ? null : origin.traceparent();
        }
    }

    /** How long after the end of a usage period its document is finalized. */
    Duration grace();

    /** Issues a document of prices and credits at once. */
    Uni<Void> issue(Run run, Billed billed, List<PriceLine> lines);

    /** Closes the counters of the period of a draft and issues its document; empty: without lines there is none. */
    Uni<Optional<UUID>> finalizeDraft(Run run, Billed billed, OpenDraft draft);

    /** Issues a document of adjustments only, if there are any. */
    Uni<Void> issueLast(Run run, Billed billed);
}
