package io.enterprisemode.teams.permission;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.AccessDecision;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answer to one question or to a batch. */
@Schema(
        name = "PermissionCheckView",
        oneOf = {PermissionCheckView.One.class, PermissionCheckView.Batch.class})
public sealed interface PermissionCheckView {

    /** Why the answer is as it is. */
    enum Reason {
        /** The role has the permission. */
        GRANTED,
        /** There is a role, but it does not have the permission. */
        ROLE_TOO_LOW,
        /** There is no role on the node or above it, and whoever asks may see the node. */
        NO_ROLE,
        /** The role has the permission, but the API key is narrowed to others. */
        NOT_IN_SCOPE,
        /** The role has the permission and the API key is scoped to it, but the key has expired. */
        KEY_EXPIRED,
        /** The role has the permission, but the API key of the account is revoked. */
        KEY_REVOKED,
        /** The organization has no such node, or none that whoever asks may see. */
        UNKNOWN_NODE
    }

    /**
     * The answer to one question.
     *
     * @param neededRole the least role that has the permission
     * @param decidedOn the node whose role decided: the organization for permissions that only count there, else the
     *     asked one; left out for an unknown node
     * @param role the effective role there; left out when there is none
     * @param assignedOn where that role was assigned
     * @param path from there down to where it was decided
     * @param explanation all of that as a sentence in English
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "PermissionAnswer",
            requiredProperties = {
                "permission",
                "principalId",
                "nodeId",
                "allowed",
                "reason",
                "neededRole",
                "explanation"
            })
    record One(
            Permission permission,
            UUID principalId,
            UUID nodeId,
            boolean allowed,
            Reason reason,
            Role neededRole,
            @Nullable NodeRef decidedOn,
            @Nullable Role role,
            @Nullable NodeRef assignedOn,
            @Nullable List<NodeRef> path,
            String explanation)
            implements PermissionCheckView {

        public One {
            path = path == null ? null : List.copyOf(path);
        }

        static One unknownNode(Permission permission, UUID principalId, UUID nodeId) {
            return new One(
                    permission,
                    principalId,
                    nodeId,
                    false,
                    Reason.UNKNOWN_NODE,
                    permission.leastRole(),
                    null,
                    null,
                    null,
                    null,
                    Explanation.unknownNode());
        }

        static One of(UUID principalId, UUID nodeId, AccessDecision decision, Reason reason) {
            EffectiveRole effective = decision.effectiveRole();
            return new One(
                    decision.permission(),
                    principalId,
                    nodeId,
                    reason == Reason.GRANTED,
                    reason,
                    decision.permission().leastRole(),
                    decision.decidedOn(),
                    decision.role(),
                    effective == null ? null : effective.assignedOn(),
                    effective == null ? null : effective.path(),
                    Explanation.of(decision, reason));
        }
    }

    /**
     * The answers to a batch.
     *
     * @param results in the order of the questions
     */
    @Schema(name = "PermissionAnswers", requiredProperties = "results")
    record Batch(List<One> results) implements PermissionCheckView {

        public Batch {
            results = List.copyOf(results);
        }
    }
}
