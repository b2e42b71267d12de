package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.authzen.DecisionView.Decision;
import io.enterprisemode.teams.authzen.DecisionView.Decisions;
import io.enterprisemode.teams.authzen.DecisionView.EvaluationError;
import io.enterprisemode.teams.authzen.DecisionView.Reason;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Resolution.Where;
import io.enterprisemode.teams.authzen.Resolution.Who;
import io.enterprisemode.teams.permission.PermissionCheckService;
import io.enterprisemode.teams.permission.PermissionCheckService.Finding;
import io.enterprisemode.teams.permission.PermissionCheckView.One;
import io.enterprisemode.teams.permission.PermissionQuestion;
import io.enterprisemode.web.access.AccessSubject;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluates requests of AuthZEN by permission checks, all of a request in one statement. */
@ApplicationScoped
class EvaluationService {

    private static final String NOT_YOURS_TO_ASK = "To ask about others you need member:read on the resource.";

    private final PermissionCheckService checks;
    private final ObjectMapper json;

    EvaluationService(PermissionCheckService checks, ObjectMapper json) {
        this.checks = checks;
        this.json = json;
    }

    /**
     * An evaluation with what its entities mean here.
     *
     * @param fault why it cannot be decided; empty when it can
     */
    private record Asked(Optional<Who> who, Optional<Permission> what, Optional<Where> where, Optional<String> fault) {

        static Asked of(Evaluation evaluation, Resolution resolution) {
            return new Asked(
                    resolution.who(evaluation.subject()),
                    resolution.what(evaluation.action()),
                    resolution.where(evaluation.resource()),
                    Optional.empty());
        }

        static Asked faulty(String fault) {
            return new Asked(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(fault));
        }

        Optional<PermissionQuestion> question() {
            return who.flatMap(subject -> what.flatMap(
                    permission -> where.map(node -> new PermissionQuestion(permission, node.id(), subject.id()))));
        }
    }

    /** The decision on one evaluation; whoever may not ask is refused. */
    Uni<Decision> evaluate(AccessSubject caller, Evaluation evaluation) {
        return decisions(caller, () -> List.of(Asked.of(evaluation, Resolution.TOP)))
                .map(found -> {
                    Decision only = found.getFirst();
                    if (only.context().error() != null) {
                        throw ProblemType.FORBIDDEN.with(NOT_YOURS_TO_ASK);
                    }
                    return only;
                });
    }

    /** The decisions on several evaluations, up to where their semantic stops; on one when there are no others. */
    Uni<DecisionView> evaluate(AccessSubject caller, Evaluations request) {
        if (request.isSingle()) {
            return evaluate(caller, request.top()).map(decision -> decision);
        }
        return decisions(
                        caller,
                        () -> request.items().stream()
                                .map(item -> asked(item, request.top()))
                                .toList())
                .map(found -> new Decisions(upToTheEnd(found, request.semantic())));
    }

    /** One of several: what is wrong with it is told in its decision (section 7.2.1). */
    private Asked asked(@Nullable JsonNode item, Evaluation defaults) {
        if (item == null || !item.isObject()) {
            return Asked.faulty("An evaluation is an object.");
        }
        try {
            Evaluation complete = json.treeToValue(item, Evaluation.class).or(defaults);
            return complete.firstFault()
                    .map(pointer ->
                            Asked.faulty(pointer + " must be given, with at most " + Entities.LONGEST + " characters."))
                    .orElseGet(() -> Asked.of(complete, Resolution.TOP));
        } catch (JsonProcessingException e) {
            return Asked.faulty("It cannot be read as an evaluation.");
        }
    }

    private Uni<List<Decision>> decisions(AccessSubject caller, java.util.function.Supplier<List<Asked>> request) {
        List<Asked> all = new ArrayList<>();
        return checks.find(caller, () -> {
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
        if (asked.fault().isPresent()) {
            String fault = asked.fault().get();
            return failed("INVALID_EVALUATION", new EvaluationError(ProblemType.VALIDATION_FAILED.status(), fault));
        }
        if (asked.who().isEmpty()) {
            return unknownSubject();
        }
        return asked.what().isEmpty()
                ? denied("UNKNOWN_ACTION", "There is no permission of that name.")
                : unknownResource();
    }

    private static Decision decision(Asked asked, Finding finding) {
        if (finding.answer().isEmpty()) {
            return failed("NOT_YOURS_TO_ASK", new EvaluationError(ProblemType.FORBIDDEN.status(), NOT_YOURS_TO_ASK));
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

    private static Decision failed(String reason, EvaluationError error) {
        return new Decision(false, new Reason(reason, Map.of("en", error.message()), null, null, null, error));
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
