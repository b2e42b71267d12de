package io.enterprisemode.teams.scim;

import io.enterprisemode.web.problem.ProblemType;

/**
 * What can go wrong in SCIM, by its {@code scimType} (RFC 7644, table 9), which follows from the code:
 * {@code scim-invalid-filter}.
 */
final class ScimProblems {

    /** What the codes of all these types begin with. */
    static final String PREFIX = "scim-";

    static final ProblemType INVALID_FILTER =
            new ProblemType("scim-invalid-filter", 400, "The filter is not supported");
    static final ProblemType INVALID_SYNTAX =
            new ProblemType("scim-invalid-syntax", 400, "The body is not a SCIM message");
    static final ProblemType INVALID_PATH = new ProblemType("scim-invalid-path", 400, "The path names no attribute");
    static final ProblemType INVALID_VALUE =
            new ProblemType("scim-invalid-value", 400, "A value is missing or not valid");
    static final ProblemType NO_TARGET = new ProblemType("scim-no-target", 400, "The path matches nothing");
    static final ProblemType MUTABILITY = new ProblemType("scim-mutability", 400, "The attribute cannot be changed");
    static final ProblemType TOO_MANY = new ProblemType("scim-too-many", 400, "The request asks for too much at once");
    static final ProblemType UNIQUENESS = new ProblemType("scim-uniqueness", 409, "The name is taken");
    static final ProblemType NOT_IMPLEMENTED = new ProblemType("not-implemented", 501, "This is not supported");

    private ScimProblems() {}
}
