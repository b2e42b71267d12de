package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Where the parts of this decision point are (section 9.1); all are absolute addresses.
 *
 * @param policyDecisionPoint its identifier: the public address of the installation
 */
@Schema(
        name = "AuthZenMetadata",
        requiredProperties = {
            "policy_decision_point",
            "access_evaluation_endpoint",
            "access_evaluations_endpoint",
            "search_subject_endpoint",
            "search_resource_endpoint",
            "search_action_endpoint"
        })
record Metadata(
        @JsonProperty("policy_decision_point") String policyDecisionPoint,
        @JsonProperty("access_evaluation_endpoint") String accessEvaluationEndpoint,
        @JsonProperty("access_evaluations_endpoint") String accessEvaluationsEndpoint,
        @JsonProperty("search_subject_endpoint") String searchSubjectEndpoint,
        @JsonProperty("search_resource_endpoint") String searchResourceEndpoint,
        @JsonProperty("search_action_endpoint") String searchActionEndpoint) {

    /** That of the decision point at a public address. */
    static Metadata at(String publicUrl) {
        String base = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        return new Metadata(
                base,
                base + "/access/v1/evaluation",
                base + "/access/v1/evaluations",
                base + "/access/v1/search/subject",
                base + "/access/v1/search/resource",
                base + "/access/v1/search/action");
    }
}
