package io.enterprisemode.systemtests.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure; what does not apply is null.
 *
 * @param name stable, e.g. {@code usage-batch-100}
 * @param value in {@code unit}
 * @param reference what the same machine did in the same run without the service, in the same unit
 * @param ratio value / reference
 * @param cpuMicrosPerUnit CPU time of the service and of PostgreSQL, in microseconds per unit
 * @param p50 median latency of a request in ms
 * @param p95 95th percentile in ms
 * @param p99 99th percentile in ms
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Figure(
        String name,
        double value,
        String unit,
        @Nullable Double reference,
        @Nullable Double ratio,
        @Nullable Double cpuMicrosPerUnit,
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99) {

    /** The same figure against a reference. */
    Figure against(double other) {
        return new Figure(name, value, unit, other, value / other, cpuMicrosPerUnit, p50, p95, p99);
    }
}
