package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the checks and alerts are decided by; empty is "not known".
 *
 * @param subscriptionKnown whether an empty subscription means that there is none
 * @param owners how many owners the organization has
 * @param reportingAsOf the newest event reporting has taken in
 */
record Facts(
        Instant now,
        List<ServiceHealth> services,
        Optional<Summary.Usage> usage,
        Optional<Summary.Subscription> subscription,
        boolean subscriptionKnown,
        Optional<Integer> owners,
        Optional<Instant> reportingAsOf) {}
