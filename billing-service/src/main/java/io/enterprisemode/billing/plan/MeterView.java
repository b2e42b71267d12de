package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.billing.Aggregation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A meter as it is shown.
 *
 * @param valueProperty what UNIQUE_COUNT counts; left out for other aggregations
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Meter")
record MeterView(
        String code,
        String name,
        String unit,
        Aggregation aggregation,
        @Nullable String valueProperty) {

    static MeterView of(Meter meter) {
        return new MeterView(meter.code(), meter.name(), meter.unit(), meter.aggregation(), meter.valueProperty());
    }
}
