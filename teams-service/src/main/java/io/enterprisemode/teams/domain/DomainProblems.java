package io.enterprisemode.teams.domain;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with domains. */
final class DomainProblems {

    static final ProblemType EXISTS = new ProblemType("domain-exists", 409, "The organization has this domain already");
    static final ProblemType TOO_MANY =
            new ProblemType("too-many-domains", 409, "The organization has too many domains");
    static final ProblemType NOT_PROVEN =
            new ProblemType("domain-not-proven", 409, "The DNS of the domain does not hold the expected record");
    static final ProblemType DNS_UNAVAILABLE =
            new ProblemType("dns-unavailable", 503, "The DNS of the domain cannot be asked at the moment");

    private DomainProblems() {}
}
