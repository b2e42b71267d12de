package io.enterprisemode.billing.metering;

import java.time.Instant;

/**
 * Names the counter of an organization.
 *
 * @param meter id of the meter
 * @param periodStart start of the period, or of the part of it with one plan
 */
public record CounterKey(short meter, Instant periodStart) {}
