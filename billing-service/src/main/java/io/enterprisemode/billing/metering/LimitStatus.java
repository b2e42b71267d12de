package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitThreshold;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where a meter stands in the billing period of an event.
 *
 * @param used of the whole organization
 * @param reserved held for usage to come
 * @param limit the hard limit; left out: the plan says nothing of the meter
 * @param remaining until the hard limit, after what is reserved, never negative; left out: no limit
 * @param warn whether the soft limit is reached
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LimitStatus")
public record LimitStatus(
        long used,
        long reserved,
        @Nullable Long limit,
        @Nullable Long remaining,
        boolean warn) {

    /** The status at this usage. */
    public static LimitStatus of(long used, long reserved, @Nullable UsageLimit limit) {
        return limit == null
                ? new LimitStatus(used, reserved, null, null, false)
                : new LimitStatus(
                        used,
                        reserved,
                        limit.included(),
                        Math.max(0, limit.remaining(used) - reserved),
                        limit.reaches(LimitThreshold.SOFT, used));
    }
}
