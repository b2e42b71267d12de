package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.AccessViewHealth;
import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What the checks and alerts are decided by; empty is "not known".
 *
 * @param zone in whose days dates are told
 * @param subscriptionKnown whether an empty subscription means that there is none
 * @param withoutPlanSince since when there is none, where there never was one
 * @param openInvoices by currency
 * @param owners how many people own the organization
 * @param reportingAsOf the newest event reporting has taken in
 */
record Facts(
        Instant now,
        ZoneId zone,
        List<ServiceHealth> services,
        List<AccessViewHealth> accessViews,
        Optional<SummaryView.Usage> usage,
        Optional<SummaryView.Subscription> subscription,
        boolean subscriptionKnown,
        Optional<Instant> withoutPlanSince,
        Optional<List<SummaryView.OpenInvoices>> openInvoices,
        Optional<Long> owners,
        Optional<Instant> reportingAsOf) {}
