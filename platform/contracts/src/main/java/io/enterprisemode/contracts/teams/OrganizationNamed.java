package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * A principal named, in a request to a service, an organization in which somebody else had made it a member
 * ({@link MembershipChanged#pending}). It may be published more than once; order and repetition do not matter.
 *
 * @param kind the kind of the principal, by the token of the request
 */
public record OrganizationNamed(UUID organizationId, UUID principalId, PrincipalKind kind, Instant namedAt)
        implements EventData {

    public OrganizationNamed {
        Require.present(organizationId, "organizationId");
        Require.present(principalId, "principalId");
        Require.present(kind, "kind");
        Require.present(namedAt, "namedAt");
    }

    @Override
    public String key() {
        return organizationId + ":" + principalId;
    }

    @Override
    public String subject() {
        return principalId.toString();
    }
}
