package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessDecision;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.permission.PermissionCheckView.Reason;

/** Says in a sentence why a permission is held or not, and what it would take. */
final class Explanation {

    private Explanation() {}

    static String unknownNode() {
        return "The organization has no such node.";
    }

    static String of(AccessDecision decision, Reason reason) {
        return switch (reason) {
            case GRANTED -> "The " + held(decision) + ".";
            case ROLE_TOO_LOW -> needed(decision) + "; the " + held(decision) + ".";
            case NO_ROLE -> needed(decision) + "; there is no role on it" + above(decision.decidedOn()) + ".";
            case NOT_IN_SCOPE ->
                "The " + held(decision) + ", but the API key is not scoped to "
                        + decision.permission().code() + ".";
            case KEY_EXPIRED -> "The " + held(decision) + ", but the API key has expired.";
            case KEY_REVOKED -> "The " + held(decision) + ", but the API key is revoked.";
            case UNKNOWN_NODE -> unknownNode();
        };
    }

    private static String needed(AccessDecision decision) {
        Permission permission = decision.permission();
        return permission.code() + " takes " + permission.leastRole() + " on " + node(decision.decidedOn());
    }

    private static String held(AccessDecision decision) {
        EffectiveRole effective = decision.effectiveRole();
        if (effective == null) {
            throw new IllegalArgumentException("no role: " + decision);
        }
        String origin = effective.assignedOn().equals(decision.decidedOn())
                ? ""
                : ", inherited from " + node(effective.assignedOn());
        return "role is " + effective.role() + " on " + node(decision.decidedOn()) + origin;
    }

    private static String above(NodeRef node) {
        return node.type() == NodeType.ORGANIZATION ? "" : " or above it";
    }

    private static String node(NodeRef node) {
        return "the "
                + switch (node.type()) {
                    case ORGANIZATION -> "organization";
                    case TEAM -> "team";
                    case WORKSPACE -> "workspace";
                };
    }
}
