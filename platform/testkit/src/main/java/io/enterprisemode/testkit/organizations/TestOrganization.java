package io.enterprisemode.testkit.organizations;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import java.util.UUID;

/**
 * An organization of a test with two teams, three workspaces, one person per role and two who belong to one team only.
 * It has more than seven components, since tests name each of them.
 *
 * @param id the organization
 * @param name its name
 * @param teamId a team
 * @param workspaceId a workspace of that team
 * @param secondWorkspaceId another workspace of that team
 * @param otherTeamId another team
 * @param otherWorkspaceId a workspace of the other team
 * @param owner OWNER of the organization
 * @param admin ADMIN of the organization
 * @param member MEMBER of the organization
 * @param viewer VIEWER of the organization
 * @param teamMember MEMBER of {@code teamId} only
 * @param teamOwner OWNER of {@code teamId} only
 */
public record TestOrganization(
        UUID id,
        String name,
        UUID teamId,
        UUID workspaceId,
        UUID secondWorkspaceId,
        UUID otherTeamId,
        UUID otherWorkspaceId,
        TestUser owner,
        TestUser admin,
        TestUser member,
        TestUser viewer,
        TestUser teamMember,
        TestUser teamOwner) {

    /**
     * A new organization with new ids and people; nobody knows it before
     * {@link AccessEvents#publish(TestOrganization)}.
     */
    public static TestOrganization named(String name) {
        UUID id = Ids.next();
        String suffix = "-" + name.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + "-"
                + id.toString().substring(24);
        return new TestOrganization(
                id,
                name,
                Ids.next(),
                Ids.next(),
                Ids.next(),
                Ids.next(),
                Ids.next(),
                new TestUser("owner" + suffix),
                new TestUser("admin" + suffix),
                new TestUser("member" + suffix),
                new TestUser("viewer" + suffix),
                new TestUser("team-member" + suffix),
                new TestUser("team-owner" + suffix));
    }

    /** The person who holds the role on the organization. */
    public TestUser holder(Role role) {
        return switch (role) {
            case OWNER -> owner;
            case ADMIN -> admin;
            case MEMBER -> member;
            case VIEWER -> viewer;
        };
    }

    /** The same organization under another id, as a service under test has made it. */
    public TestOrganization withId(UUID madeId) {
        return new TestOrganization(
                madeId,
                name,
                teamId,
                workspaceId,
                secondWorkspaceId,
                otherTeamId,
                otherWorkspaceId,
                owner,
                admin,
                member,
                viewer,
                teamMember,
                teamOwner);
    }

    UUID node(NodeType type) {
        return switch (type) {
            case ORGANIZATION -> id;
            case TEAM -> teamId;
            case WORKSPACE -> workspaceId;
        };
    }
}
