package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessDecision;
import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.permission.PermissionCheckAnswer.One;
import io.enterprisemode.teams.permission.PermissionCheckAnswer.Reason;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers whether somebody may do something, and why. */
@ApplicationScoped
class PermissionCheckService {

    private final AccessFactsReader facts;

    PermissionCheckService(AccessFactsReader facts) {
        this.facts = facts;
    }

    /** The answers in the order of the questions. */
    Uni<List<One>> answer(Grants caller, List<PermissionQuestion> questions) {
        Set<UUID> principalIds = new HashSet<>();
        Set<UUID> nodeIds = new HashSet<>();
        for (PermissionQuestion question : questions) {
            principalIds.add(principal(caller, question));
            nodeIds.add(node(caller, question));
        }
        return facts.read(caller.organizationId(), principalIds, nodeIds)
                .map(known -> questions.stream()
                        .map(question -> answer(caller, question, known))
                        .toList());
    }

    private static One answer(Grants caller, PermissionQuestion question, AccessFacts known) {
        UUID principalId = principal(caller, question);
        UUID nodeId = node(caller, question);
        NodePath path = known.path(nodeId).orElse(null);
        boolean self = principalId.equals(caller.principalId());
        if (!self) {
            requireMayAsk(caller, path);
        }
        if (path == null) {
            return new One(
                    question.permission(), principalId, nodeId, false, Reason.UNKNOWN_NODE, null, null, null, null);
        }
        AccessDecision decision = AccessRules.decide(question.permission(), known.rolesOf(principalId), path);
        Reason reason = reason(decision, self && narrowed(caller, question.permission()));
        EffectiveRole effective = decision.effectiveRole();
        return new One(
                question.permission(),
                principalId,
                nodeId,
                reason == Reason.GRANTED,
                reason,
                decision.decidedOn(),
                decision.role(),
                effective == null ? null : effective.assignedOn(),
                effective == null ? null : effective.path());
    }

    private static void requireMayAsk(Grants caller, @Nullable NodePath path) {
        boolean mayAsk = path == null
                ? caller.allows(Permission.MEMBER_READ)
                : caller.reach(Permission.MEMBER_READ).covers(path);
        if (!mayAsk) {
            throw ProblemType.FORBIDDEN.with("To ask about others you need member:read on the node.");
        }
    }

    private static boolean narrowed(Grants caller, Permission permission) {
        return caller.scopes().isPresent() && !caller.scopes().get().contains(permission);
    }

    private static Reason reason(AccessDecision decision, boolean narrowed) {
        if (decision.effectiveRole() == null) {
            return Reason.NO_ROLE;
        }
        if (!decision.allowed()) {
            return Reason.ROLE_TOO_LOW;
        }
        return narrowed ? Reason.NOT_IN_SCOPE : Reason.GRANTED;
    }

    private static UUID principal(Grants caller, PermissionQuestion question) {
        return question.principalId() == null ? caller.principalId() : question.principalId();
    }

    private static UUID node(Grants caller, PermissionQuestion question) {
        return question.nodeId() == null ? caller.organizationId() : question.nodeId();
    }
}
