package io.enterprisemode.billing.rating;

import java.util.List;

/** What was used of a meter in the parts of a usage period. */
public sealed interface PeriodUsage {

    /** Of SUM and COUNT: what was used in each part. */
    record Sums(List<Long> parts) implements PeriodUsage {

        public Sums {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Of UNIQUE_COUNT: the distinct values of the period.
     *
     * @param withPrice those that were seen in a part that has a price
     */
    record Distinct(long values, long withPrice) implements PeriodUsage {}

    /** Of MAX and LATEST: the level of each part, by {@link PartLevels}, workspaces added up. */
    record Levels(List<Long> parts) implements PeriodUsage {

        public Levels {
            parts = List.copyOf(parts);
        }
    }
}
