package io.enterprisemode.billing.subscription;

import java.time.Instant;

/**
 * A change to another price in the middle of a period.
 *
 * @param priceMinor full price of the new plan for the whole period
 */
public record PlanChange(Instant at, long priceMinor) {}
