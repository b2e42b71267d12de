package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.invoice.ProofView.ReasonView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A check of everything that was billed of all organizations.
 *
 * @param organizations how many it is done with
 * @param checked how many meters of usage periods, prices and documents were recomputed
 * @param different how many of them were different, or could not be checked
 * @param differences the first 100 of them
 * @param failure why it failed; left out: it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Recomputation",
        requiredProperties = {"id", "status", "startedAt", "organizations", "checked", "different", "differences"})
record RecomputationView(
        UUID id,
        Status status,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long organizations,
        long checked,
        long different,
        List<DifferenceView> differences,
        @Nullable String failure) {

    /** How far it is. */
    enum Status {
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * Something that is different.
     *
     * @param invoiceId of a price or a document; left out: it is about usage
     * @param number of that document
     * @param lineId of a price
     * @param subscriptionId of usage; likewise {@code meter}, {@code periodStart} and {@code periodEnd}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "RecomputationDifference",
            requiredProperties = {"organizationId", "reasons"})
    record DifferenceView(
            UUID organizationId,
            @Nullable UUID invoiceId,
            @Nullable String number,
            @Nullable UUID lineId,
            @Nullable UUID subscriptionId,
            @Nullable String meter,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            List<ReasonView> reasons) {

        public DifferenceView {
            reasons = List.copyOf(reasons);
        }
    }

    public RecomputationView {
        differences = List.copyOf(differences);
    }
}
