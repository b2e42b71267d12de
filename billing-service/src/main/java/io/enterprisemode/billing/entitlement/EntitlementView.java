package io.enterprisemode.billing.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.plan.LimitState;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity of a meter may be used now, or whether the organization has a feature. What does not apply, or is
 * not for the caller, is left out and never null. What the whole organization has used, and what follows from it, is
 * only for callers whose role is on the organization.
 *
 * @param meter left out where a feature was asked for
 * @param quantity that was asked for; left out where a feature was asked for
 * @param allowed whether usage of this quantity would be accepted, or the organization has the feature
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended}, {@code archived-meter},
 *     {@code limit-reached} or, of a feature, {@code not-in-plan}
 * @param state how what is used stands towards the limits, decided here once for all who show it; left out for callers
 *     with a part of the organization
 * @param used by the whole organization in the current period, since the last change of plan in it; left out as the
 *     state
 * @param reserved held for usage to come; left out as the state
 * @param limit the hard limit; left out: none, or as the state
 * @param cap beyond it everything is refused, whatever the behaviour; left out: none, or as the state
 * @param remaining until the hard limit, after what is reserved; left out: no limit, or as the state
 * @param behaviour what happens at the hard limit; left out: no limit
 * @param warn whether the soft limit is reached; left out as the state
 * @param feature that was asked for; left out where a meter was
 * @param value of the feature, a boolean or another JSON value; left out where the organization has none of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Entitlement",
        requiredProperties = {"allowed"})
record EntitlementView(
        @Nullable String meter,
        @Nullable Long quantity,
        boolean allowed,
        @Nullable String reason,
        @Nullable LimitState state,
        @Nullable Long used,
        @Nullable Long reserved,
        @Nullable Long limit,
        @Nullable Long cap,
        @Nullable Long remaining,
        @Nullable LimitBehaviour behaviour,
        @Nullable Boolean warn,
        @Nullable String feature,
        @Nullable Object value) {

    static final String NO_SUBSCRIPTION = "no-subscription";
    static final String SUSPENDED = "subscription-suspended";
    static final String LIMIT_REACHED = "limit-reached";
    static final String ARCHIVED_METER = "archived-meter";
    static final String NOT_IN_PLAN = "not-in-plan";

    /** The answer without an entitling subscription. */
    static EntitlementView refused(String meter, long quantity, String reason, LimitState state) {
        return new EntitlementView(
                meter, quantity, false, reason, state, 0L, 0L, null, null, null, null, false, null, null);
    }

    /** The answer about a feature; null for the reason: the organization has it. */
    static EntitlementView ofFeature(String feature, @Nullable String reason, @Nullable JsonNode value) {
        return new EntitlementView(
                null, null, reason == null, reason, null, null, null, null, null, null, null, null, feature, value);
    }

    /** The same for a caller who may not know what the whole organization has used. */
    EntitlementView ofPart() {
        return new EntitlementView(
                meter, quantity, allowed, reason, null, null, null, null, null, null, behaviour, null, null, null);
    }

    /** The answer at this usage; null for the limit: the plan says nothing of the meter. */
    static EntitlementView of(String meter, long quantity, long used, long reserved, @Nullable UsageLimit limit) {
        LimitStatus standing = LimitStatus.of(used, reserved, limit);
        boolean fits = reserved <= Long.MAX_VALUE - used && quantity <= Long.MAX_VALUE - used - reserved;
        boolean allowed = fits && (quantity == 0 || limit == null || limit.admits(used + reserved + quantity));
        return new EntitlementView(
                meter,
                quantity,
                allowed,
                allowed ? null : LIMIT_REACHED,
                LimitState.of(used, limit),
                used,
                reserved,
                standing.limit(),
                limit == null ? null : limit.cap(),
                standing.remaining(),
                limit == null ? null : limit.behaviour(),
                standing.warn(),
                null,
                null);
    }
}
