package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The whole current set of roles of a principal in an organization.
 *
 * @param roles all of them; empty: no member any more
 * @param pending true: somebody else made the principal a member; that counts only in requests that name the
 *     organization, until the principal has named it once. Null or false: it counts in all of them
 * @param revision grows with every change of this principal in this organization; a lower one is stale
 */
public record MembershipChanged(
        UUID organizationId,
        UUID principalId,
        PrincipalKind kind,
        List<RoleAssignment> roles,
        @Nullable Boolean pending,
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

    /** A membership that counts in all requests. */
    public MembershipChanged(
            UUID organizationId,
            UUID principalId,
            PrincipalKind kind,
            List<RoleAssignment> roles,
            long revision,
            Instant changedAt) {
        this(organizationId, principalId, kind, roles, null, revision, changedAt);
    }

    /** Whether it counts only in requests that name the organization. */
    public boolean mustBeNamed() {
        return Boolean.TRUE.equals(pending);
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
