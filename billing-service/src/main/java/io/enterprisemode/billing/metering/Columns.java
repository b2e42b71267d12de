package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.StoredTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Rows as arrays, one for each column, as statements take them that are about many rows. */
final class Columns {

    private Columns() {}

    static <T> UUID[] organizations(Collection<Owned<T>> rows) {
        return column(rows, UUID[]::new, Owned::organization);
    }

    static <T, C> C[] column(Collection<T> rows, IntFunction<C[]> array, Function<T, @Nullable C> value) {
        C[] column = array.apply(rows.size());
        int position = 0;
        for (T row : rows) {
            column[position++] = value.apply(row);
        }
        return column;
    }

    static <T> OffsetDateTime[] times(Collection<T> rows, Function<T, @Nullable Instant> value) {
        return column(rows, OffsetDateTime[]::new, row -> {
            Instant instant = value.apply(row);
            return instant == null ? null : StoredTime.parameter(instant);
        });
    }
}
