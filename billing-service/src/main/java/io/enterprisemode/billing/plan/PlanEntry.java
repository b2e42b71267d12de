package io.enterprisemode.billing.plan;

/**
 * A plan of the catalogue: what its versions have in common.
 *
 * @param position in the order in which plans are shown
 * @param retired whether it is not offered any more; subscriptions that have it keep it
 */
public record PlanEntry(String code, String name, int position, boolean retired) {}
