package io.enterprisemode.client.entitlement;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All an organization is entitled to, as the service has answered it.
 *
 * @param plan code of the plan; null without a subscription
 * @param planVersion of the plan, from 1; null without a subscription
 * @param periodStart of the current billing period; null outside of one
 * @param periodEnd excluded; null outside of one
 * @param since from when on usage counts against these limits: the start of the period, or the last change of plan in
 *     it; null outside of one
 * @param workspaceLimit how many workspaces the organization may have; null: unlimited, or no plan
 * @param memberLimit how many members the organization may have; null: unlimited, or no plan
 * @param features by name, unmodifiable, with values as in {@link Feature}; empty while the subscription entitles to
 *     nothing
 * @param meters for each, whether one more would be accepted; archived ones are left out
 * @param revision another one whenever the plan, its period, limits or features, or the state of a meter is another
 *     one; figures of usage alone do not change it
 */
public record Entitlements(
        @Nullable String plan,
        @Nullable Integer planVersion,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant since,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        Map<String, @Nullable Object> features,
        List<Entitlement> meters,
        String revision) {

    /** A feature, also one of which the plan has nothing. */
    public Feature feature(String name) {
        return new Feature(name, features.get(name));
    }

    /** What holds for a meter; empty when there is none of this code, or it is archived. */
    public Optional<Entitlement> meter(String code) {
        return meters.stream().filter(meter -> code.equals(meter.meter())).findFirst();
    }
}
