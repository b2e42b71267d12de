package io.enterprisemode.client.entitlement;

import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity of a meter may be used, or whether the organization has a feature. What does not apply, or is not
 * for the caller, is null: what the whole organization has used, and what follows from it, is answered only to callers
 * whose role is on the organization.
 *
 * @param meter code of the meter, e.g. {@code emails}; null where a feature was asked for
 * @param quantity that was asked for, in the meter's unit; 1 in a snapshot; null where a feature was asked for
 * @param allowed whether usage of this quantity would be accepted, or the organization has the feature
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended}, {@code archived-meter},
 *     {@code limit-reached} or, of a feature, {@code not-in-plan}; later versions may have others; null when allowed
 * @param state how what is used compares with the limits
 * @param used by the whole organization in the current period, since the last change of plan in it
 * @param reserved held for usage to come
 * @param limit the included quantity, which is the hard limit; null: none
 * @param cap beyond it everything is refused, whatever the behaviour; null: none
 * @param remaining until the limit, after what is reserved; never negative; null: no limit
 * @param behaviour what happens at the limit; null: no limit
 * @param warn whether the soft limit is reached
 * @param feature that was asked for; null where a meter was
 * @param value of the feature: {@code Boolean}, {@code String}, {@code Long}, {@code BigDecimal}, or an unmodifiable
 *     {@code List} or {@code Map} of them; null where the organization has none of it
 */
public record Entitlement(
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
        @Nullable Object value) {}
