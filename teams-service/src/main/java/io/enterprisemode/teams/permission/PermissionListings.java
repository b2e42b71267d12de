package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessDecision;
import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.permission.ListingStatements.NodePosition;
import io.enterprisemode.teams.permission.ListingStatements.NodeRow;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has a permission on a node, and on which nodes somebody has it. What is listed is what a check allows. The cost
 * of a page follows its length and the depth of the tree, not the number of members.
 */
@ApplicationScoped
public class PermissionListings {

    private final WorkerTransactions transactions;

    PermissionListings(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Those who have the permission on the node, by principal id; whoever asks needs member:read there.
     *
     * @param kind only this sort of principals; null: all
     * @param after null: from the beginning
     * @throws ProblemException not-found, when the organization has no such node or the caller may not see it
     */
    public Uni<Page<PermissionHolderView>> whoCan(
            Grants caller,
            Permission permission,
            UUID nodeId,
            @Nullable PrincipalKind kind,
            @Nullable Cursor after,
            int limit) {
        UUID principalAfter = after == null ? ListingStatements.BEFORE_ALL : after.uuid(0);
        return transactions.withConnection(connection -> path(connection, caller.organizationId(), nodeId)
                .invoke(path -> requireReach(caller, path))
                .map(path -> permission.organizationLevel() ? path.rootPath() : path)
                .chain(path -> ListingStatements.holders(connection, permission, path, kind, principalAfter, limit + 1))
                .map(found -> Page.of(found, limit, holder -> Cursor.of(holder.principalId()))));
    }

    /** Fails with 404 when the caller may not read members on the node, as for a node that does not exist. */
    private static void requireReach(Grants caller, NodePath path) {
        if (!caller.reach(Permission.MEMBER_READ).covers(path)) {
            throw ProblemException.notFound("node");
        }
    }

    private static Uni<NodePath> path(SqlConnection connection, UUID organizationId, UUID nodeId) {
        return nodeId.equals(organizationId)
                ? Uni.createFrom().item(NodePath.organization(organizationId))
                : ListingStatements.path(connection, organizationId, nodeId)
                        .map(found -> found.orElseThrow(() -> ProblemException.notFound("node")));
    }

    /**
     * The nodes on which somebody has the permission: the organization, then teams, then workspaces, each by id. About
     * others only those on which whoever asks has member:read.
     *
     * @param kind what sort of principal it must be; null: any
     * @param types only nodes of these types
     * @param after null: from the beginning
     * @throws ProblemException not-found, when nobody of that id and kind has a role on anything the caller may see
     */
    public Uni<Page<PermittedNodeView>> whatCan(
            Grants caller,
            UUID principalId,
            @Nullable PrincipalKind kind,
            Permission permission,
            Set<NodeType> types,
            @Nullable Cursor after,
            int limit) {
        NodePosition position =
                after == null ? NodePosition.FIRST : new NodePosition(NodePosition.type(after.text(0)), after.uuid(1));
        boolean self = principalId.equals(caller.principalId());
        Reach visible = self ? new Reach.WholeOrganization() : caller.reach(Permission.MEMBER_READ);
        return transactions.withConnection(
                connection -> ListingStatements.holder(connection, caller.organizationId(), principalId)
                        .invoke(holder -> requireKind(holder, kind))
                        .map(ListingStatements.Holder::grants)
                        .call(grants -> requireVisible(connection, caller.organizationId(), grants.roles(), visible))
                        .chain(grants -> nodes(connection, grants, permission, visible, types, position, limit)));
    }

    private static void requireKind(ListingStatements.Holder holder, @Nullable PrincipalKind kind) {
        if (kind != null && holder.kind() != kind) {
            throw ProblemException.notFound("member");
        }
    }

    /**
     * Whoever may read all members sees everybody; whoever may read some sees those with a role on or above what they
     * may read.
     */
    private static Uni<Void> requireVisible(
            SqlConnection connection, UUID organizationId, List<RoleAssignment> roles, Reach visible) {
        if (roles.isEmpty()) {
            return Uni.createFrom().failure(ProblemException.notFound("member"));
        }
        return switch (visible) {
            case Reach.WholeOrganization everywhere -> Uni.createFrom().voidItem();
            case Reach.Subtrees some ->
                nodes(
                                connection,
                                new Grants(organizationId, new UUID(0, 0), roles),
                                Permission.MEMBER_READ,
                                some,
                                EnumSet.allOf(NodeType.class),
                                NodePosition.FIRST,
                                1)
                        .invoke(page -> {
                            if (page.items().isEmpty()) {
                                throw ProblemException.notFound("member");
                            }
                        })
                        .replaceWithVoid();
        };
    }

    private static Uni<Page<PermittedNodeView>> nodes(
            SqlConnection connection,
            Grants holder,
            Permission permission,
            Reach visible,
            Set<NodeType> types,
            NodePosition after,
            int limit) {
        return ListingStatements.nodes(connection, holder, permission, visible, types, after, limit + 1)
                .map(found -> found.stream()
                        .map(row -> permitted(row, permission, holder))
                        .toList())
                .map(found -> Page.of(
                        found,
                        limit,
                        last -> Cursor.of(last.node().type(), last.node().id())));
    }

    private static PermittedNodeView permitted(NodeRow row, Permission permission, Grants holder) {
        AccessDecision decision = AccessRules.decide(permission, holder.roles(), row.path());
        EffectiveRole effective = decision.effectiveRole();
        if (!decision.allowed() || effective == null) {
            throw new IllegalStateException("the statement and the rule differ on " + row);
        }
        return PermittedNodeView.of(row.path().node(), row.name(), effective);
    }
}
