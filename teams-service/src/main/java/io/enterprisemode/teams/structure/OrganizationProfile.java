package io.enterprisemode.teams.structure;

import org.jspecify.annotations.Nullable;

/**
 * What its administrators say about an organization.
 *
 * @param timeZone IANA name
 * @param billingEmail where invoices go
 * @param taxId normalized, see {@link TaxId}
 */
record OrganizationProfile(
        String name,
        String timeZone,
        @Nullable String billingEmail,
        @Nullable String taxId) {}
