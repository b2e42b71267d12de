package io.enterprisemode.teams.apikey;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with API keys. */
final class ApiKeyProblems {

    static final ProblemType SCOPE_ABOVE_OWN =
            new ProblemType("scope-above-own", 403, "An API key gives no scope that it does not have");

    static final ProblemType EXPIRY_ABOVE_OWN =
            new ProblemType("expiry-above-own", 403, "An API key gives no credential that outlives it");

    static final ProblemType NOT_USABLE =
            new ProblemType("api-key-not-usable", 409, "The API key is revoked or expired");

    private ApiKeyProblems() {}
}
