package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The whole current set of roles of a principal in an organization.
 *
 * @param roles all of them; empty: no member any more
 * @param revision grows with every change of this principal in this organization; a lower one is stale
 */
public record MembershipChanged(
        UUID organizationId,
        UUID principalId,
        PrincipalKind kind,
        List<RoleAssignment> roles,
        long revision,
        Instant changedAt)
        implements EventData {

    public MembershipChanged {
        Require.present(organizationId, "organizationId");
        Require.present(principalId, "principalId");
        Require.present(kind, "kind");
        roles = List.copyOf(Require.present(roles, "roles"));
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
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
