package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.rating.PriceModel;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LineKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a line of an invoice amounts to what it does.
 *
 * @param formula how the amount comes about, as a sentence
 * @param rounding of the amount; left out where the figures before it are not kept
 * @param price of a price or credit
 * @param usage of an overage or adjustment
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "InvoiceLineExplanation",
        requiredProperties = {"lineId", "kind", "description", "amount", "formula"})
record ExplanationView(
        UUID lineId,
        LineKind kind,
        String description,
        Money amount,
        String formula,
        @Nullable RoundingView rounding,
        @Nullable PriceView price,
        @Nullable UsageView usage) {

    /**
     * How an amount was rounded, once.
     *
     * @param exact decimal number in major units, to 12 decimals
     * @param mode HALF_UP: to a minor unit, ties away from zero
     */
    @Schema(
            name = "InvoiceLineRounding",
            requiredProperties = {"exact", "mode", "rounded"})
    record RoundingView(String exact, String mode, Money rounded) {}

    /**
     * The price of a plan for a span of time, or the credit for it.
     *
     * @param plan code
     * @param start of what is charged
     * @param end excluded
     * @param price the full price of the fee period
     * @param seconds of the fee period that are charged or credited
     * @param periodSeconds length of the fee period
     */
    @Schema(
            name = "InvoiceLinePrice",
            requiredProperties = {"plan", "planVersion", "start", "end", "price", "seconds", "periodSeconds"})
    record PriceView(
            String plan, int planVersion, Instant start, Instant end, Money price, long seconds, long periodSeconds) {}

    /**
     * Usage of a meter in a usage period.
     *
     * @param end excluded
     * @param used what was counted when the line was made, of MAX and LATEST the greatest level; left out: a version
     *     before did not keep it
     * @param included what of it was free of charge, of MAX and LATEST that of the last part
     * @param parts the spans of plans in the period; none: a version before did not keep them
     * @param rated what was to be charged of all that was used, this line included
     * @param before what documents before had charged of it
     * @param line what the line charges: the difference
     * @param now what is counted and charged by now, which may be more; left out: a version before billed the period
     * @param hours what was counted in the hours of the period until now
     * @param events which of the events are kept
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLineUsage",
            requiredProperties = {
                "meter",
                "unit",
                "aggregation",
                "start",
                "end",
                "parts",
                "rated",
                "before",
                "line",
                "hours",
                "events"
            })
    record UsageView(
            String meter,
            String unit,
            Aggregation aggregation,
            Instant start,
            Instant end,
            @Nullable Long used,
            @Nullable Long included,
            List<PartView> parts,
            ChargeView rated,
            ChargeView before,
            ChargeView line,
            @Nullable NowView now,
            HoursView hours,
            EventsView events) {

        public UsageView {
            parts = List.copyOf(parts);
        }
    }

    /** A quantity with what was charged for it. */
    @Schema(
            name = "InvoiceLineCharge",
            requiredProperties = {"quantity", "amount"})
    record ChargeView(long quantity, Money amount) {}

    /**
     * The span of a plan in the period.
     *
     * @param plan code
     * @param end excluded; later than the period's end where the fee was kept after a cancellation
     * @param included by the plan for the whole period
     * @param seconds of the period that the plan stands for
     * @param periodSeconds length of the period
     * @param used in the part when the line was made; left out for distinct values, which are of the period, and where
     *     it was not kept
     * @param model how the plan prices what is above the included quantity; left out: it does not charge it
     * @param charged the quantity that the price is applied to; of SUM, COUNT and UNIQUE_COUNT that of the period
     * @param steps what that costs; none where nothing is charged, or the used quantity was not kept
     * @param weight decimal number by which the sum of the steps counts, to 12 decimals: of MAX and LATEST the share of
     *     time, of all others that among the parts that have a price
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLinePart",
            requiredProperties = {
                "plan",
                "planVersion",
                "start",
                "end",
                "included",
                "seconds",
                "periodSeconds",
                "charged",
                "steps",
                "weight"
            })
    record PartView(
            String plan,
            int planVersion,
            Instant start,
            Instant end,
            long included,
            long seconds,
            long periodSeconds,
            @Nullable Long used,
            @Nullable PriceModel model,
            long charged,
            List<StepView> steps,
            String weight) {

        public PartView {
            steps = List.copyOf(steps);
        }
    }

    /**
     * A quantity with one price. Decimal numbers are in major units.
     *
     * @param quantity units or packages
     * @param unitPrice of one of them
     * @param flat charged once besides; left out: nothing
     * @param charge what it costs
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "InvoiceLineStep",
            requiredProperties = {"quantity", "unitPrice", "charge"})
    record StepView(
            long quantity, String unitPrice, @Nullable String flat, String charge) {}

    /**
     * What is counted of the meter and period by now.
     *
     * @param used of MAX and LATEST the greatest level
     * @param rated what is to be charged of it
     * @param charged by all documents so far
     * @param pending what the next document adjusts
     */
    @Schema(
            name = "InvoiceLineNow",
            requiredProperties = {"used", "rated", "charged", "pending"})
    record NowView(long used, ChargeView rated, ChargeView charged, Money pending) {}

    /**
     * The hours of the period, of all usage that was counted, backfills included.
     *
     * @param approximate whether the period does not begin and end on an hour, so that the first or last hour holds
     *     usage of its neighbour
     * @param workspaces all hours of each workspace taken together, the largest first
     * @param items the hours one by one, the earliest first
     * @param leftOut how many hours are not among the items
     */
    @Schema(
            name = "InvoiceLineHours",
            requiredProperties = {"approximate", "workspaces", "items", "leftOut"})
    record HoursView(boolean approximate, List<WorkspaceHoursView> workspaces, List<HourView> items, long leftOut) {

        public HoursView {
            workspaces = List.copyOf(workspaces);
            items = List.copyOf(items);
        }
    }

    /** The hours of a workspace, by the aggregation of the meter. */
    @Schema(
            name = "InvoiceLineWorkspaceHours",
            requiredProperties = {"workspaceId", "hours", "events", "quantity"})
    record WorkspaceHoursView(UUID workspaceId, long hours, long events, long quantity) {}

    /** An hour of a workspace. */
    @Schema(
            name = "InvoiceLineHour",
            requiredProperties = {"hour", "workspaceId", "quantity", "events"})
    record HourView(Instant hour, UUID workspaceId, long quantity, long events) {}

    /**
     * Which of the events behind the line are kept.
     *
     * @param complete whether all of them are
     * @param keptSince what came in before may have been dropped
     * @param path where they are listed
     */
    @Schema(
            name = "InvoiceLineEventsKept",
            requiredProperties = {"complete", "keptSince", "path"})
    record EventsView(boolean complete, Instant keptSince, String path) {}
}
