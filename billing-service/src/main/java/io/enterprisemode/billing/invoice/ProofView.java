package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.invoice.UsageProofs.MeterProof;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.contracts.billing.LineKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An invoice, recomputed.
 *
 * @param equal whether nothing that could be recomputed is different
 * @param complete whether all of it could be recomputed
 */
@Schema(
        name = "InvoiceProof",
        requiredProperties = {"invoiceId", "number", "equal", "complete", "lines", "total"})
record ProofView(
        UUID invoiceId, String number, boolean equal, boolean complete, List<LineProofView> lines, TotalView total) {

    /** Why something is equal or different, or could not be recomputed. */
    enum ProofReason {
        /** The counters are not what the events amount to. */
        COUNTERS_DIFFER,
        /** The counter of the organization is not the sum of those of its workspaces. */
        SUM_OF_WORKSPACES_DIFFERS,
        /** What documents charged is not the rating of the events that had come in by the last of them. */
        CHARGED_DIFFERS,
        /** The amount is not the price times its share of time. */
        AMOUNT_DIFFERS,
        /** The price is not that of the version of the plan. */
        PRICE_NOT_OF_PLAN,
        /** Net amount, tax and total are not those of the lines. */
        TOTAL_DIFFERS,
        /** Events came in since; the next document adjusts. No difference. */
        STILL_TO_BE_ADJUSTED,
        /** Events came in while the document was made; it is equal with some of them. No difference. */
        ARRIVED_WHILE_CLOSING,
        /** Events of the period may have been dropped; it is not recomputed. */
        EVENTS_DROPPED,
        /** A version before issued it by other rules; it is not recomputed. */
        OTHER_RULES,
        /** It could not be checked. */
        NOT_CHECKED
    }

    /**
     * A reason.
     *
     * @param detail for people
     */
    @Schema(
            name = "InvoiceProofReason",
            requiredProperties = {"code", "detail"})
    record ReasonView(ProofReason code, String detail) {}

    /**
     * A line. What is said of usage is said of all lines of a meter and usage period together.
     *
     * @param amount of the line
     * @param stored what was charged: by the line, of usage by all documents for the meter and period
     * @param recomputed the same by plans and events; left out: it is not recomputed
     * @param equal left out likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLineProof",
            requiredProperties = {"lineId", "kind", "description", "amount", "stored", "reasons"})
    record LineProofView(
            UUID lineId,
            LineKind kind,
            @Nullable String meter,
            String description,
            Money amount,
            Money stored,
            @Nullable Money recomputed,
            @Nullable Boolean equal,
            @Nullable CountersView counters,
            @Nullable LateView late,
            List<ReasonView> reasons) {

        public LineProofView {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What is used now, of MAX and LATEST the greatest level.
     *
     * @param counted by the counters
     * @param recomputed by the events
     * @param equal whether all counters, of parts and workspaces, are what the events amount to
     */
    @Schema(
            name = "InvoiceProofCounters",
            requiredProperties = {"counted", "recomputed", "equal"})
    record CountersView(long counted, long recomputed, boolean equal) {}

    /**
     * What came in after usage was billed last.
     *
     * @param events how many
     * @param pending what the next document adjusts
     * @param first the first of the events
     */
    @Schema(
            name = "InvoiceProofLate",
            requiredProperties = {"events", "pending", "first"})
    record LateView(long events, Money pending, List<LineEventView> first) {

        public LateView {
            first = List.copyOf(first);
        }
    }

    /** The sums of the document. */
    @Schema(
            name = "InvoiceProofTotal",
            requiredProperties = {"stored", "recomputed", "equal"})
    record TotalView(Money stored, Money recomputed, boolean equal) {}

    public ProofView {
        lines = List.copyOf(lines);
    }

    /** What is found of the meter of a usage line. */
    static List<ReasonView> reasons(MeterProof proof) {
        List<ReasonView> reasons = new ArrayList<>();
        if (!proof.countersEqual()) {
            reasons.add(new ReasonView(
                    ProofReason.COUNTERS_DIFFER,
                    "Counted are %d, the events amount to %d.".formatted(proof.counted(), proof.recomputed())));
        }
        if (!proof.sumsEqual()) {
            reasons.add(new ReasonView(
                    ProofReason.SUM_OF_WORKSPACES_DIFFERS,
                    "The counter of the organization is not the sum of those of its workspaces."));
        }
        if (proof.chargedMinor() != proof.expectedMinor()) {
            reasons.add(new ReasonView(
                    ProofReason.CHARGED_DIFFERS,
                    "Charged are %d minor units, the events that had come in cost %d."
                            .formatted(proof.chargedMinor(), proof.expectedMinor())));
        }
        if (proof.whileClosing()) {
            reasons.add(new ReasonView(
                    ProofReason.ARRIVED_WHILE_CLOSING, "Some events came in while the last document was made."));
        }
        if (proof.late().count() > 0) {
            reasons.add(new ReasonView(
                    ProofReason.STILL_TO_BE_ADJUSTED,
                    "%d events came in since; the next document adjusts %d minor units."
                            .formatted(proof.late().count(), proof.pendingMinor())));
        }
        return reasons;
    }

    /** A usage line. */
    static LineProofView usage(InvoiceLine line, String currency, Instant issuedAt, MeterProof proof) {
        return new LineProofView(
                line.id(),
                line.kind(),
                line.meter(),
                line.description(),
                new Money(line.amountMinor(), currency),
                new Money(proof.chargedMinor(), currency),
                new Money(proof.expectedMinor(), currency),
                proof.isEqual(),
                new CountersView(proof.counted(), proof.recomputed(), proof.countersEqual() && proof.sumsEqual()),
                proof.late().count() == 0
                        ? null
                        : new LateView(
                                proof.late().count(),
                                new Money(proof.pendingMinor(), currency),
                                proof.late().first().stream()
                                        .map(event -> LineEventView.of(event, issuedAt))
                                        .toList()),
                reasons(proof));
    }

    /** A line that is not recomputed. */
    static LineProofView notRecomputed(InvoiceLine line, String currency, ReasonView reason) {
        return new LineProofView(
                line.id(),
                line.kind(),
                line.meter(),
                line.description(),
                new Money(line.amountMinor(), currency),
                new Money(line.amountMinor(), currency),
                null,
                null,
                null,
                null,
                List.of(reason));
    }

    /** The line of a price or credit. */
    static LineProofView price(InvoiceLine line, String currency, long recomputedMinor, List<ReasonView> reasons) {
        return new LineProofView(
                line.id(),
                line.kind(),
                line.meter(),
                line.description(),
                new Money(line.amountMinor(), currency),
                new Money(line.amountMinor(), currency),
                new Money(recomputedMinor, currency),
                reasons.isEmpty(),
                null,
                null,
                reasons);
    }
}
