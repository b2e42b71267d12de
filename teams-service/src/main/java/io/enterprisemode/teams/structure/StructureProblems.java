package io.enterprisemode.teams.structure;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with organizations, teams and workspaces. */
final class StructureProblems {

    static final ProblemType TEAM_HAS_WORKSPACES =
            new ProblemType("team-has-workspaces", 409, "The team still has workspaces");

    private StructureProblems() {}
}
