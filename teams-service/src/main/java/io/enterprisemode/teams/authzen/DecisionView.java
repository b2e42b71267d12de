package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.authzen.Entities.Resource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The answer to one evaluation or to several (sections 6.2 and 7.2). A denial is an answer like any other. */
@Schema(
        name = "AuthZenAnswer",
        oneOf = {DecisionView.Decision.class, DecisionView.Decisions.class})
sealed interface DecisionView {

    /** A decision (section 5.5). */
    @Schema(
            name = "AuthZenDecision",
            requiredProperties = {"decision", "context"})
    record Decision(boolean decision, Reason context) implements DecisionView {}

    /**
     * Decisions, in the order of the evaluations, up to where the semantic stops.
     *
     * @param evaluations one for each that was executed
     */
    @Schema(name = "AuthZenDecisions", requiredProperties = "evaluations")
    record Decisions(List<Decision> evaluations) implements DecisionView {

        public Decisions {
            evaluations = List.copyOf(evaluations);
        }
    }

    /**
     * Why.
     *
     * @param reason GRANTED, ROLE_TOO_LOW, NO_ROLE, NOT_IN_SCOPE, UNKNOWN_SUBJECT, UNKNOWN_ACTION, UNKNOWN_RESOURCE,
     *     NOT_YOURS_TO_ASK or INVALID_EVALUATION
     * @param reasonUser the same as a sentence, by language
     * @param role the effective role that decided
     * @param neededRole the least role that would do
     * @param assignedOn where the role was assigned
     * @param error what is wrong with this evaluation alone
     */
    @Schema(
            name = "AuthZenReason",
            requiredProperties = {"reason", "reason_user"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reason(
            String reason,
            @JsonProperty("reason_user") Map<String, String> reasonUser,
            @Nullable Role role,
            @JsonProperty("needed_role") @Nullable Role neededRole,
            @JsonProperty("assigned_on") @Nullable Resource assignedOn,
            @Nullable EvaluationError error) {

        public Reason {
            reasonUser = Map.copyOf(reasonUser);
        }

        static Reason of(String reason, String sentence) {
            return new Reason(reason, Map.of("en", sentence), null, null, null, null);
        }
    }

    /** An error of one evaluation among several (section 7.2.1). */
    @Schema(name = "AuthZenError")
    record EvaluationError(int status, String message) {}
}
