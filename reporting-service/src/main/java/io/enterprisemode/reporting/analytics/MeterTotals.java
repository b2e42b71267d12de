package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.billing.Aggregation;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was used of one meter in a window and in the one before. Over workspaces quantities are added up; distinct
 * values are not: those of several hours or workspaces overlap unseen, so that only the greatest of them is known for
 * sure to have been reached.
 *
 * @param quantity in the meter's unit
 * @param previousQuantity of the window before
 * @param byWorkspace those with usage in the window, most first
 */
record MeterTotals(
        String meter, Aggregation aggregation, long quantity, long previousQuantity, List<WorkspaceTotal> byWorkspace) {

    private static final BigInteger LONGEST = BigInteger.valueOf(Long.MAX_VALUE);

    MeterTotals {
        byWorkspace = List.copyOf(byWorkspace);
    }

    /** What one workspace used; {@code previous}: in the window before. */
    record WorkspaceTotal(UUID workspaceId, long quantity, boolean previous) {}

    static MeterTotals of(String meter, Aggregation aggregation, Collection<WorkspaceTotal> parts) {
        List<WorkspaceTotal> now = parts.stream()
                .filter(part -> !part.previous())
                .sorted(Comparator.comparingLong(WorkspaceTotal::quantity)
                        .reversed()
                        .thenComparing(WorkspaceTotal::workspaceId))
                .toList();
        List<WorkspaceTotal> before =
                parts.stream().filter(WorkspaceTotal::previous).toList();
        return new MeterTotals(meter, aggregation, together(aggregation, now), together(aggregation, before), now);
    }

    private static long together(Aggregation aggregation, List<WorkspaceTotal> parts) {
        return switch (aggregation) {
            case SUM, COUNT, MAX, LATEST ->
                parts.stream()
                        .map(part -> BigInteger.valueOf(part.quantity()))
                        .reduce(BigInteger.ZERO, BigInteger::add)
                        .min(LONGEST)
                        .longValue();
            case UNIQUE_COUNT ->
                parts.stream().mapToLong(WorkspaceTotal::quantity).max().orElse(0);
        };
    }

    /** Whether the figures are exact; otherwise the usage is at least as large. */
    boolean exact() {
        return aggregation != Aggregation.UNIQUE_COUNT;
    }

    /**
     * The change since the window before as a part of it, such as 0.25 for a quarter more; null when nothing was used
     * then.
     */
    @Nullable
    Double change() {
        return previousQuantity == 0 ? null : ((double) quantity - previousQuantity) / previousQuantity;
    }

    /** The part of the whole that a workspace used, 0 to 1. */
    double shareOf(WorkspaceTotal part) {
        return quantity == 0 ? 0 : (double) part.quantity() / quantity;
    }
}
