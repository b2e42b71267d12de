package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.billing.Aggregation;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A meter as it is shown.
 *
 * @param valueProperty property whose values UNIQUE_COUNT counts, or that holds the quantity of the others; left out:
 *     the quantity is the event's
 * @param groupBy properties by which usage is kept apart, too
 * @param archived whether it takes no new usage; what was counted stays
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Meter")
record MeterView(
        String code,
        String name,
        String unit,
        Aggregation aggregation,
        @Nullable String valueProperty,
        List<String> groupBy,
        boolean archived) {

    static MeterView of(Meter meter) {
        return new MeterView(
                meter.code(),
                meter.name(),
                meter.unit(),
                meter.aggregation(),
                meter.valueProperty(),
                meter.groupBy(),
                meter.archived());
    }
}
