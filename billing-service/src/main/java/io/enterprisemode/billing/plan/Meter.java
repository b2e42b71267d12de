package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something usage is counted of.
 *
 * @param id short, only used in tables
 * @param code the CloudEvents type of its events, such as {@code ai_requests}
 * @param unit one of what is counted, such as {@code request}
 * @param valueProperty the property of an event whose distinct values UNIQUE_COUNT counts, or that holds the quantity
 *     for SUM, MAX and LATEST; null: the quantity is that of the event
 * @param groupBy properties by which usage is kept apart, too; never of UNIQUE_COUNT
 * @param revision grows with every change
 * @param archived whether it takes no new usage; what was counted stays
 * @param archivedAt since when: what happened before is counted whenever it comes; null: it is in use, or is about to
 *     be archived
 */
public record Meter(
        short id,
        String code,
        String name,
        String unit,
        Aggregation aggregation,
        @Nullable String valueProperty,
        List<String> groupBy,
        long revision,
        boolean archived,
        @Nullable Instant archivedAt) {

    public Meter {
        groupBy = List.copyOf(groupBy);
    }

    /** A meter that takes usage. */
    public Meter(
            short id,
            String code,
            String name,
            String unit,
            Aggregation aggregation,
            @Nullable String valueProperty,
            List<String> groupBy,
            long revision) {
        this(id, code, name, unit, aggregation, valueProperty, groupBy, revision, false, null);
    }

    /** A meter as it was first defined, not grouped by anything. */
    public Meter(
            short id, String code, String name, String unit, Aggregation aggregation, @Nullable String valueProperty) {
        this(id, code, name, unit, aggregation, valueProperty, List.of(), 0);
    }

    /** Whether usage of this time is counted. */
    public boolean takesUsageOf(Instant time) {
        return archivedAt == null ? !archived : time.isBefore(archivedAt);
    }
}
