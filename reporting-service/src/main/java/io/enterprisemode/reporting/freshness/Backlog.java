package io.enterprisemode.reporting.freshness;

import java.time.Instant;

/**
 * What a consumer had yet to take in.
 *
 * @param events published ones, of all organizations and partitions
 * @param at everything that was published before is either taken in or among them
 */
record Backlog(long events, Instant at) {}
