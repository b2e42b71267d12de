package io.enterprisemode.client.entitlement;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a meter in the current period, of the whole organization and in the meter's unit.
 *
 * @param reserved held for usage to come
 * @param limit the included quantity, which is the hard limit; null: the plan says nothing of the meter
 * @param remaining until the limit, after what is reserved; never negative; null: no limit
 * @param warn whether the soft limit is reached
 */
public record LimitStatus(
        long used,
        long reserved,
        @Nullable Long limit,
        @Nullable Long remaining,
        boolean warn) {}
