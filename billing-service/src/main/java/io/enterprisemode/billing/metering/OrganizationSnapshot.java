package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.web.access.Reach;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The facts of organizations by which their events are decided.
 *
 * @param terms of every organization; empty: no subscription
 * @param places of every workspace that is named; empty: the organization has no such workspace
 */
public record OrganizationSnapshot(
        Map<UUID, Optional<SubscriptionTerms>> terms, Map<NamedWorkspace, Optional<Place>> places) {

    public OrganizationSnapshot {
        terms = Map.copyOf(terms);
        places = Map.copyOf(places);
    }

    @Nullable
    SubscriptionTerms terms(UUID organization) {
        Optional<SubscriptionTerms> known = terms.get(organization);
        return known == null ? null : known.orElse(null);
    }

    @Nullable
    Place place(UUID organization, UUID workspace) {
        Optional<Place> known = places.get(new NamedWorkspace(organization, workspace));
        return known == null ? null : known.orElse(null);
    }

    /**
     * Whether the workspace that the event names is the organization's, was there when it happened, and is within
     * reach.
     */
    boolean admit(UUID organization, Reach reach, UsageEvent event) {
        Place place = place(organization, event.workspaceId());
        return place != null
                && place.wasThere(event.time())
                && (reach instanceof Reach.WholeOrganization
                        || place.isWithin(reach, new NamedWorkspace(organization, event.workspaceId())));
    }

    /** Whether the workspace is the organization's and not deleted. */
    public boolean isThere(NamedWorkspace workspace) {
        Place place = place(workspace.organizationId(), workspace.id());
        return place != null && place.deletedAt() == null;
    }

    /** Whether the workspace is the organization's, also a deleted one, and within reach. */
    public boolean isSeen(Reach reach, NamedWorkspace workspace) {
        Place place = place(workspace.organizationId(), workspace.id());
        return place != null && place.isWithin(reach, workspace);
    }
}
