package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.Aggregation;
import org.jspecify.annotations.Nullable;

/**
 * Something usage is counted of.
 *
 * @param id short, only used in tables
 * @param code the CloudEvents type of its events, such as {@code ai_requests}
 * @param unit one of what is counted, such as {@code request}
 * @param valueProperty the property of an event whose distinct values UNIQUE_COUNT counts; null for other aggregations
 */
public record Meter(
        short id,
        String code,
        String name,
        String unit,
        Aggregation aggregation,
        @Nullable String valueProperty) {}
