package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.DatabaseTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Converts rows to arrays, one for each column, as the parameters of statements over many rows. */
public final class ArrayParameters {

    private ArrayParameters() {}

    public static <T> UUID[] organizations(Collection<OrgScoped<T>> rows) {
        return column(rows, UUID[]::new, OrgScoped::organization);
    }

    public static <T, C> C[] column(Collection<T> rows, IntFunction<C[]> array, Function<T, @Nullable C> value) {
        C[] column = array.apply(rows.size());
        int position = 0;
        for (T row : rows) {
            column[position++] = value.apply(row);
        }
        return column;
    }

    public static <T> OffsetDateTime[] times(Collection<T> rows, Function<T, @Nullable Instant> value) {
        return column(rows, OffsetDateTime[]::new, row -> {
            Instant instant = value.apply(row);
            return instant == null ? null : DatabaseTime.parameter(instant);
        });
    }
}
