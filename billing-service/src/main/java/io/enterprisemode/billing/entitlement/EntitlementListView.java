package io.enterprisemode.billing.entitlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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
 * @param features of the plan in force, by name: a boolean, or another JSON value; none while the subscription does not
 *     entitle to anything
 * @param meters for each, whether one more would be accepted
 * @param revision another one whenever the plan, its period, limits or features, or the state of a meter is another
 *     one; figures of usage alone do not change it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Entitlements",
        requiredProperties = {"features", "meters", "revision"})
record EntitlementListView(
        @Nullable String plan,
        @Nullable Integer planVersion,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant since,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,

        @Schema(type = SchemaType.OBJECT, implementation = Object.class, additionalProperties = Schema.True.class)
        Map<String, JsonNode> features,

        List<EntitlementView> meters,
        String revision) {

    private static final int DIGITS = 32;

    EntitlementListView {
        features = new TreeMap<>(features);
        meters = List.copyOf(meters);
    }

    /** The same with the revision that it has. */
    EntitlementListView revised() {
        List<?> meaning = Arrays.asList(
                plan,
                planVersion,
                periodStart,
                periodEnd,
                since,
                workspaceLimit,
                memberLimit,
                features,
                meters.stream().map(EntitlementListView::meaning).toList());
        return new EntitlementListView(
                plan,
                planVersion,
                periodStart,
                periodEnd,
                since,
                workspaceLimit,
                memberLimit,
                features,
                meters,
                Sha256.hex(meaning.toString()).substring(0, DIGITS));
    }

    private static List<?> meaning(EntitlementView meter) {
        return Arrays.asList(
                meter.meter(),
                meter.allowed(),
                meter.reason(),
                meter.state(),
                meter.limit(),
                meter.cap(),
                meter.behaviour(),
                meter.warn());
    }

    /** The entity tag of the revision: a weak one, as figures of usage may differ. */
    String tag() {
        return "W/\"" + revision + "\"";
    }
}
