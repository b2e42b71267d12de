package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.plan.UsageLimit;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Where a meter stands in the billing period of an event.
 *
 * @param used of the whole organization
 * @param limit the hard limit; left out: the plan says nothing of the meter
 * @param remaining until the hard limit, never negative; left out: no limit
 * @param warn whether the soft limit is reached
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Standing")
public record Standing(
        long used, @Nullable Long limit, @Nullable Long remaining, boolean warn) {

    /** The standing at this usage. */
    public static Standing of(long used, @Nullable UsageLimit limit) {
        return limit == null
                ? new Standing(used, null, null, false)
                : new Standing(used, limit.included(), limit.remaining(used), limit.reachesSoft(used));
    }
}
