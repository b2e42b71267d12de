package io.enterprisemode.billing.subscription;

/** Names a version of a plan. */
public record PlanKey(String plan, int version) {}
