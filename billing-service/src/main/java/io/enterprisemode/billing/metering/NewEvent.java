package io.enterprisemode.billing.metering;

import java.time.Instant;
import java.util.UUID;

/** An event on its way into its table. */
record NewEvent(UUID organization, UsageEvent event, Instant receivedAt, boolean backfilled) {}
