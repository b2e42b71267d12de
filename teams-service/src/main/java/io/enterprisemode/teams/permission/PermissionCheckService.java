package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessDecision;
import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.teams.permission.AccessFacts.Asked;
import io.enterprisemode.teams.permission.PermissionCheckView.One;
import io.enterprisemode.teams.permission.PermissionCheckView.Reason;
import io.enterprisemode.web.access.AccessSubject;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Answers whether a principal has a permission on a node, and why. A member of the organization may ask about itself;
 * to ask about others requires member:read on the node. For the account of an API key the answer is what the key can
 * do, and an API key needs member:read among its scopes to ask at all. A node that the caller may not see is unknown to
 * it, and so is a principal none of whose roles it may see. Everything that a check needs, including the caller's own
 * roles, is read in one statement; a caller whose membership is pending is first confirmed, and read again.
 */
@ApplicationScoped
public class PermissionCheckService {

    private final AccessFactsReader facts;
    private final TeamsAccessPolicy policy;

    PermissionCheckService(AccessFactsReader facts, TeamsAccessPolicy policy) {
        this.facts = facts;
        this.policy = policy;
    }

    /**
     * What is known about one question.
     *
     * @param answer the answer; empty when the caller may not ask
     * @param kind what sort of principal was asked about; empty when the organization has never known it, or the caller
     *     sees no role of it
     * @param path of the node; empty when the organization has no such node, or the caller may not see it
     */
    public record Finding(Optional<One> answer, Optional<PrincipalKind> kind, Optional<NodePath> path) {}

    /**
     * The answers in the order of the questions.
     *
     * @param questions fails with a problem when they are malformed; that is told to members only
     * @throws ProblemException forbidden, when one of the questions may not be asked
     */
    Uni<List<One>> answer(AccessSubject caller, Supplier<List<PermissionQuestion>> questions) {
        return find(caller, questions)
                .map(findings -> findings.stream()
                        .map(finding -> finding.answer()
                                .orElseThrow(() -> ProblemType.FORBIDDEN.with(
                                        "To ask about others you need member:read on the node.")))
                        .toList());
    }

    /**
     * What is known about each question, in their order.
     *
     * @param questions fails with a problem when they are malformed; that is told to members only
     */
    public Uni<List<Finding>> find(AccessSubject caller, Supplier<List<PermissionQuestion>> questions) {
        List<PermissionQuestion> asked;
        try {
            asked = questions.get();
        } catch (ProblemException malformed) {
            return requireMember(caller).chain(() -> Uni.createFrom().failure(malformed));
        }
        if (asked.isEmpty()) {
            return requireMember(caller).replaceWith(List.of());
        }
        return known(caller, everybody(caller, asked), node(caller, asked.getFirst()))
                .map(known -> asked.stream()
                        .map(question -> find(caller, question, known))
                        .toList());
    }

    /** The way to a node, as far as a caller who was let in already may see it. */
    public Uni<Optional<NodePath>> visiblePath(Grants caller, UUID nodeId) {
        Asked itself = new Asked(caller.organizationId(), caller.principalId(), nodeId);
        return facts.read(Set.of(itself))
                .map(known -> visiblePath(
                        Objects.requireNonNull(known.get(itself)), NodePath.organization(caller.organizationId())));
    }

    private Uni<Void> requireMember(AccessSubject caller) {
        UUID organization = caller.organizationId();
        return known(caller, Set.of(new Asked(organization, caller.principalId(), organization)), organization)
                .replaceWithVoid();
    }

    /**
     * The facts about all of them, if the caller is a member of the organization. A caller with a pending membership
     * has named the organization with this request, so the membership is confirmed first, and the facts are read again.
     *
     * @param node one at which the caller itself is among them
     */
    private Uni<Map<Asked, AccessFacts>> known(AccessSubject caller, Set<Asked> everybody, UUID node) {
        return facts.read(everybody)
                .chain(first -> {
                    AccessFacts own = of(caller, caller.principalId(), node, first);
                    return own.belongs() && own.pending()
                            ? policy.named(caller.organizationId(), caller.principalId(), caller.person())
                                    .chain(() -> facts.read(everybody))
                            : Uni.createFrom().item(first);
                })
                .invoke(known -> requireMember(caller, of(caller, caller.principalId(), node, known)));
    }

    private static void requireMember(AccessSubject caller, AccessFacts known) {
        if (!known.belongs() || (known.pending() && caller.person())) {
            throw ProblemException.notFound("organization");
        }
        if (!caller.inScope(Permission.MEMBER_READ)) {
            throw ProblemType.FORBIDDEN.with("You lack the permission member:read.");
        }
    }

    /** Those who are asked about, and for questions about others the caller at the same place. */
    private static Set<Asked> everybody(AccessSubject caller, List<PermissionQuestion> questions) {
        Set<Asked> everybody = LinkedHashSet.newLinkedHashSet(2 * questions.size());
        for (PermissionQuestion question : questions) {
            UUID nodeId = node(caller, question);
            everybody.add(new Asked(caller.organizationId(), principal(caller, question), nodeId));
            everybody.add(new Asked(caller.organizationId(), caller.principalId(), nodeId));
        }
        return everybody;
    }

    private static AccessFacts of(AccessSubject caller, UUID principalId, UUID nodeId, Map<Asked, AccessFacts> known) {
        return Objects.requireNonNull(known.get(new Asked(caller.organizationId(), principalId, nodeId)));
    }

    private static Finding find(AccessSubject caller, PermissionQuestion question, Map<Asked, AccessFacts> all) {
        UUID principalId = principal(caller, question);
        UUID nodeId = node(caller, question);
        AccessFacts known = of(caller, principalId, nodeId, all);
        AccessFacts own = of(caller, caller.principalId(), nodeId, all);
        NodePath organization = NodePath.organization(caller.organizationId());
        Optional<NodePath> path = visiblePath(own, organization);
        boolean self = principalId.equals(caller.principalId());
        boolean mayAsk = self || own.allow(Permission.MEMBER_READ, path.orElse(organization));
        boolean seen = self || !known.roles().isEmpty() || own.allow(Permission.MEMBER_READ, organization);
        return new Finding(
                mayAsk
                        ? Optional.of(answer(question.permission(), principalId, nodeId, path, known))
                        : Optional.empty(),
                seen ? known.kind() : Optional.empty(),
                path);
    }

    /**
     * The way to a node, as far as whoever asks may see it: the organization, and what they hold a role on or above.
     */
    private static Optional<NodePath> visiblePath(AccessFacts own, NodePath organization) {
        return own.path().filter(path -> path.equals(organization) || own.allow(Permission.MEMBER_READ, path));
    }

    private static One answer(
            Permission permission, UUID principalId, UUID nodeId, Optional<NodePath> path, AccessFacts known) {
        if (path.isEmpty()) {
            return One.unknownNode(permission, principalId, nodeId);
        }
        AccessDecision decision = AccessRules.decide(permission, known.roles(), path.get());
        return One.of(principalId, nodeId, decision, reason(decision, known.key()));
    }

    private static Reason reason(AccessDecision decision, Optional<KeyScopes> key) {
        EffectiveRole effective = decision.effectiveRole();
        if (effective == null) {
            return Reason.NO_ROLE;
        }
        if (!decision.allowed()) {
            return Reason.ROLE_TOO_LOW;
        }
        return key.filter(narrowed -> !narrowed.allows(decision.permission()))
                .map(PermissionCheckService::refusal)
                .orElse(Reason.GRANTED);
    }

    private static Reason refusal(KeyScopes key) {
        if (key.revoked()) {
            return Reason.KEY_REVOKED;
        }
        return key.expired() ? Reason.KEY_EXPIRED : Reason.NOT_IN_SCOPE;
    }

    private static UUID principal(AccessSubject caller, PermissionQuestion question) {
        return question.principalId() == null ? caller.principalId() : question.principalId();
    }

    private static UUID node(AccessSubject caller, PermissionQuestion question) {
        return question.nodeId() == null ? caller.organizationId() : question.nodeId();
    }
}
