package io.enterprisemode.gateway.routing;

import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.ProblemForm;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** What the gateway answers itself below {@code /scim/v2} takes the form of SCIM's errors (RFC 7644, section 3.12). */
@ApplicationScoped
class ScimErrorForm implements ProblemForm {

    private static final String SCIM = "/scim/v2";
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

    /** The error of SCIM; the status is a text there. */
    private record ScimError(List<String> schemas, String status, String detail) {}

    @Override
    public boolean appliesTo(String path) {
        return path.equals(SCIM) || path.startsWith(SCIM + "/");
    }

    @Override
    public String mediaType() {
        return "application/scim+json";
    }

    @Override
    public Object document(Problem problem) {
        return new ScimError(
                List.of(SCHEMA), Integer.toString(problem.status()), problem.title() + ". " + problem.detail());
    }
}
