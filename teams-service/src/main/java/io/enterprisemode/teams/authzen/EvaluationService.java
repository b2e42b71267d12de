package io.enterprisemode.teams.authzen;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.authzen.DecisionAnswer.Decision;
import io.enterprisemode.teams.authzen.DecisionAnswer.Decisions;
import io.enterprisemode.teams.authzen.DecisionAnswer.EvaluationError;
import io.enterprisemode.teams.authzen.DecisionAnswer.Reason;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Resolution.Where;
import io.enterprisemode.teams.authzen.Resolution.Who;
import io.enterprisemode.teams.permission.PermissionCheckAnswer.One;
import io.enterprisemode.teams.permission.PermissionCheckService;
import io.enterprisemode.teams.permission.PermissionCheckService.Finding;
import io.enterprisemode.teams.permission.PermissionQuestion;
import io.enterprisemode.web.access.Asker;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates requests of AuthZEN by permission checks, all of a request in one statement. */
@ApplicationScoped
class EvaluationService {

    private static final String NOT_YOURS_TO_ASK = "To ask about others you need member:read on the resource.";

    private final PermissionCheckService checks;

    EvaluationService(PermissionCheckService checks) {
        this.checks = checks;
    }

    /** An evaluation with what its entities mean here. */
    private record Asked(Optional<Who> who, Optional<Permission> what, Optional<Where> where) {

        static Asked of(Evaluation evaluation, Resolution resolution) {
            return new Asked(
                    resolution.who(evaluation.subject()),
                    resolution.what(evaluation.action()),
                    resolution.where(evaluation.resource()));
        }

        Optional<PermissionQuestion> question() {
            return who.flatMap(subject -> what.flatMap(
                    permission -> where.map(node -> new PermissionQuestion(permission, node.id(), subject.id()))));
        }
    }

    /** The decision on one evaluation; whoever may not ask is refused. */
    Uni<Decision> evaluate(Asker asker, Evaluation evaluation) {
        return decisions(asker, () -> List.of(Asked.of(evaluation, Resolution.TOP)))
                .map(found -> {
                    Decision only = found.getFirst();
                    if (only.context().error() != null) {
                        throw ProblemType.FORBIDDEN.with(NOT_YOURS_TO_ASK);
                    }
                    return only;
                });
    }

    /** The decisions on several evaluations, up to where their semantic stops; on one when there are no others. */
    Uni<DecisionAnswer> evaluate(Asker asker, Evaluations request) {
        if (request.isSingle()) {
            return evaluate(asker, request.top()).map(decision -> decision);
        }
        return decisions(asker, () -> asked(request.complete()))
                .map(found -> new Decisions(upToTheEnd(found, request.semantic())));
    }

    private static List<Asked> asked(List<Evaluation> evaluations) {
        List<Asked> asked = new ArrayList<>(evaluations.size());
        for (Evaluation evaluation : evaluations) {
            asked.add(Asked.of(evaluation, new Resolution("/evaluations/" + asked.size())));
        }
        return asked;
    }

    private Uni<List<Decision>> decisions(Asker asker, java.util.function.Supplier<List<Asked>> request) {
        List<Asked> all = new ArrayList<>();
        return checks.find(asker, () -> {
                    all.addAll(request.get());
                    return all.stream()
                            .flatMap(asked -> asked.question().stream())
                            .toList();
                })
                .map(findings -> {
                    Iterator<Finding> found = findings.iterator();
                    return all.stream()
                            .map(asked -> asked.question().isPresent() ? decision(asked, found.next()) : unknown(asked))
                            .toList();
                });
    }

    private static Decision unknown(Asked asked) {
        if (asked.who().isEmpty()) {
            return unknownSubject();
        }
        return asked.what().isEmpty()
                ? denied("UNKNOWN_ACTION", "There is no permission of that name.")
                : unknownResource();
    }

    private static Decision decision(Asked asked, Finding finding) {
        if (finding.answer().isEmpty()) {
            return new Decision(
                    false,
                    new Reason(
                            "NOT_YOURS_TO_ASK",
                            Map.of("en", NOT_YOURS_TO_ASK),
                            null,
                            null,
                            null,
                            new EvaluationError(ProblemType.FORBIDDEN.status(), NOT_YOURS_TO_ASK)));
        }
        if (asked.who()
                .filter(who -> finding.kind().equals(Optional.of(who.kind())))
                .isEmpty()) {
            return unknownSubject();
        }
        if (asked.where()
                .filter(where -> finding.path()
                        .filter(path -> path.node().type() == where.type())
                        .isPresent())
                .isEmpty()) {
            return unknownResource();
        }
        return decision(finding.answer().get());
    }

    private static Decision decision(One answer) {
        NodeRef assignedOn = answer.assignedOn();
        return new Decision(
                answer.allowed(),
                new Reason(
                        answer.reason().name(),
                        Map.of("en", answer.explanation()),
                        answer.role(),
                        answer.neededRole(),
                        assignedOn == null
                                ? null
                                : new Resource(
                                        Resolution.code(assignedOn.type()),
                                        assignedOn.id().toString(),
                                        null),
                        null));
    }

    private static Decision unknownSubject() {
        return denied("UNKNOWN_SUBJECT", "The organization knows no such subject.");
    }

    private static Decision unknownResource() {
        return denied("UNKNOWN_RESOURCE", "The organization has no such resource.");
    }

    private static Decision denied(String reason, String sentence) {
        return new Decision(false, Reason.of(reason, sentence));
    }

    private static List<Decision> upToTheEnd(List<Decision> decisions, Evaluations.Semantic semantic) {
        List<Decision> executed = new ArrayList<>();
        for (Decision decision : decisions) {
            executed.add(decision);
            if (semantic.endsWith(decision.decision())) {
                break;
            }
        }
        return executed;
    }
}
