package io.enterprisemode.gateway.overview;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;

/** The documents that a summary is made of, and which service has them. */
enum Topic {
    ORGANIZATION("teams"),
    MEMBERS("teams"),
    USAGE("billing"),
    SUBSCRIPTION("billing"),
    CHARGES("billing"),
    OPEN_INVOICES("billing"),
    INVOICES("billing"),
    ANALYTICS("reporting"),
    FINANCIAL("reporting"),
    ACTIVITY("audit");

    private final String service;

    Topic(String service) {
        this.service = service;
    }

    String service() {
        return service;
    }

    /** The name in the summary, such as {@code openInvoices}. */
    String code() {
        String lower = name().toLowerCase(Locale.ROOT);
        int end = lower.indexOf('_');
        return end < 0
                ? lower
                : lower.substring(0, end)
                        + lower.substring(end + 1, end + 2).toUpperCase(Locale.ROOT)
                        + lower.substring(end + 2);
    }

    /**
     * Where the service has it. The days of analytics are those of the organization's zone, which reporting-service
     * knows.
     */
    String path(UUID organizationId, Instant now) {
        return switch (this) {
            case ORGANIZATION -> "/api/organizations/" + organizationId;
            case MEMBERS -> "/api/members/counts";
            case USAGE -> "/api/billing/usage?current=true";
            case SUBSCRIPTION -> "/api/billing/subscriptions?limit=1";
            case CHARGES -> "/api/billing/invoices/upcoming";
            case OPEN_INVOICES -> "/api/billing/invoices/open";
            case INVOICES -> "/api/billing/invoices?limit=20";
            case ANALYTICS -> "/api/reports/analytics?interval=day";
            case FINANCIAL -> "/api/reports/financial?month=" + YearMonth.from(now.atOffset(ZoneOffset.UTC));
            case ACTIVITY -> "/api/reports/audit?limit=5";
        };
    }
}
