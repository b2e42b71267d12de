package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.SubscriptionTerms;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What deciding on events needs to know of their organizations.
 *
 * @param terms of every organization; empty: no subscription
 * @param teams of every workspace that is named; empty: the organization has no such workspace
 */
record OrganizationFacts(Map<UUID, Optional<SubscriptionTerms>> terms, Map<Workspace, Optional<UUID>> teams) {

    /** A workspace as an event names it. */
    record Workspace(UUID organizationId, UUID id) {}

    OrganizationFacts {
        terms = Map.copyOf(terms);
        teams = Map.copyOf(teams);
    }

    @Nullable
    SubscriptionTerms terms(UUID organization) {
        Optional<SubscriptionTerms> known = terms.get(organization);
        return known == null ? null : known.orElse(null);
    }

    @Nullable
    UUID team(UUID organization, UUID workspace) {
        Optional<UUID> known = teams.get(new Workspace(organization, workspace));
        return known == null ? null : known.orElse(null);
    }
}
