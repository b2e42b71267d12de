package io.enterprisemode.billing.subscription;

import java.time.Instant;

/**
 * A plan from an instant on, until the next one starts.
 *
 * @param startsAt to the second; of the first span the anchor of the billing cycle
 */
public record PlanSpan(String plan, int planVersion, Instant startsAt) {}
