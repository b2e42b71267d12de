package io.enterprisemode.testkit.organizations;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.testkit.kafka.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Publishes structure and memberships as teams-service does, with revisions that grow with every call. */
public final class AccessEvents {

    private static final AtomicLong REVISION = new AtomicLong(System.currentTimeMillis() * 1_000);

    private AccessEvents() {}

    /** Publishes the organization, its teams and workspaces, and everybody's roles. */
    public static void publish(TestOrganization organization) {
        UUID id = organization.id();
        node(id, id, NodeType.ORGANIZATION, null, organization.name());
        node(id, organization.teamId(), NodeType.TEAM, id, "Platform");
        node(id, organization.otherTeamId(), NodeType.TEAM, id, "Growth");
        node(id, organization.workspaceId(), NodeType.WORKSPACE, organization.teamId(), "Production");
        node(id, organization.secondWorkspaceId(), NodeType.WORKSPACE, organization.teamId(), "Staging");
        node(id, organization.otherWorkspaceId(), NodeType.WORKSPACE, organization.otherTeamId(), "Campaigns");
        for (Role role : Role.values()) {
            grant(organization, organization.holder(role), NodeType.ORGANIZATION, role);
        }
        grant(organization, organization.teamMember(), NodeType.TEAM, Role.MEMBER);
        grant(organization, organization.teamOwner(), NodeType.TEAM, Role.OWNER);
    }

    /**
     * Gives the person this role and takes every other one; on a team or workspace: on {@code teamId},
     * {@code workspaceId}.
     */
    public static void grant(TestOrganization organization, TestUser user, NodeType type, Role role) {
        roles(organization, user, List.of(new RoleAssignment(type, organization.node(type), role)));
    }

    /** Takes every role from the person. */
    public static void revoke(TestOrganization organization, TestUser user) {
        roles(organization, user, List.of());
    }

    /** Publishes the whole set of roles of a person. */
    public static void roles(TestOrganization organization, TestUser user, List<RoleAssignment> roles) {
        Publisher.publish(new MembershipChanged(
                organization.id(),
                user.principalId(),
                PrincipalKind.USER,
                roles,
                REVISION.incrementAndGet(),
                Instant.now()));
    }

    private static void node(UUID organization, UUID id, NodeType type, @Nullable UUID parent, String name) {
        String timeZone = type == NodeType.ORGANIZATION ? "UTC" : null;
        Publisher.publish(new NodeChanged(
                organization, id, type, parent, name, timeZone, false, REVISION.incrementAndGet(), Instant.now()));
    }
}
