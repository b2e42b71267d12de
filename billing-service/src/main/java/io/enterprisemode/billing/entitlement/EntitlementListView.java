package io.enterprisemode.billing.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All an organization is entitled to.
 *
 * @param plan code of the plan; left out without a subscription
 * @param periodStart of the current billing period; left out outside of one
 * @param periodEnd excluded
 * @param since from when on usage counts against these limits: the start of the period, or the last change of plan in
 *     it
 * @param workspaceLimit left out: unlimited, or no plan
 * @param memberLimit left out: unlimited, or no plan
 * @param meters for each, whether one more would be accepted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Entitlements",
        requiredProperties = {"meters"})
record EntitlementListView(
        @Nullable String plan,
        @Nullable Integer planVersion,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant since,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        List<EntitlementView> meters) {

    EntitlementListView {
        meters = List.copyOf(meters);
    }
}
