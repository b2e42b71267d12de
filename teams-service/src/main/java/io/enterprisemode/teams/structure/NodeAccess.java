package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.util.Locale;

/** Refuses what a caller may not do on one node: with 404 when the node is not even visible to them, else with 403. */
public final class NodeAccess {

    private NodeAccess() {}

    /** Fails unless the permission is held on the node at the end of the path. */
    public static void require(Grants grants, Permission permission, NodePath path) {
        if (grants.reach(permission).covers(path)) {
            return;
        }
        String what = path.node().type().name().toLowerCase(Locale.ROOT);
        if (!grants.reach(reading(path.node().type())).covers(path)) {
            throw ProblemException.notFound(what);
        }
        throw ProblemType.FORBIDDEN.with("You lack the permission " + permission.code() + " on this " + what + ".");
    }

    private static Permission reading(NodeType type) {
        return switch (type) {
            case ORGANIZATION -> Permission.ORG_READ;
            case TEAM -> Permission.TEAM_READ;
            case WORKSPACE -> Permission.WORKSPACE_READ;
        };
    }
}
