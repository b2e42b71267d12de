package io.enterprisemode.billing.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.metering.Standing;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity of a meter may be used now.
 *
 * @param quantity that was asked for
 * @param allowed whether usage of this quantity would be accepted
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended} or {@code limit-reached}
 * @param used in the current period, since the last change of plan in it
 * @param reserved held for usage to come
 * @param limit the hard limit; left out: none
 * @param cap beyond it everything is refused, whatever the behaviour; left out: none
 * @param remaining until the hard limit, after what is reserved; left out: no limit
 * @param behaviour what happens at the hard limit
 * @param warn whether the soft limit is reached
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Entitlement",
        requiredProperties = {"meter", "quantity", "allowed", "used", "reserved", "warn"})
record Entitlement(
        String meter,
        long quantity,
        boolean allowed,
        @Nullable String reason,
        long used,
        long reserved,
        @Nullable Long limit,
        @Nullable Long cap,
        @Nullable Long remaining,
        @Nullable LimitBehaviour behaviour,
        boolean warn) {

    static final String NO_SUBSCRIPTION = "no-subscription";
    static final String SUSPENDED = "subscription-suspended";
    static final String LIMIT_REACHED = "limit-reached";

    /** The answer without an entitling subscription. */
    static Entitlement refused(String meter, long quantity, String reason) {
        return new Entitlement(meter, quantity, false, reason, 0, 0, null, null, null, null, false);
    }

    /** The answer at this usage; null for the limit: the plan says nothing of the meter. */
    static Entitlement of(String meter, long quantity, long used, long reserved, @Nullable UsageLimit limit) {
        Standing standing = Standing.of(used, reserved, limit);
        boolean fits = reserved <= Long.MAX_VALUE - used && quantity <= Long.MAX_VALUE - used - reserved;
        boolean allowed = fits && (quantity == 0 || limit == null || limit.admits(used + reserved + quantity));
        return new Entitlement(
                meter,
                quantity,
                allowed,
                allowed ? null : LIMIT_REACHED,
                used,
                reserved,
                standing.limit(),
                limit == null ? null : limit.cap(),
                standing.remaining(),
                limit == null ? null : limit.behaviour(),
                standing.warn());
    }
}
