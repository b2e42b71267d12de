package io.enterprisemode.teams.structure;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with organizations, teams and workspaces. */
final class StructureProblems {

    static final ProblemType TEAM_HAS_WORKSPACES =
            new ProblemType("team-has-workspaces", 409, "The team still has workspaces");

    static final ProblemType PENDING_DELETION =
            new ProblemType("organization-pending-deletion", 409, "The organization is to be deleted");
    static final ProblemType NOT_PENDING_DELETION =
            new ProblemType("organization-not-pending-deletion", 409, "No deletion of the organization was asked for");
    static final ProblemType DELETION_DUE =
            new ProblemType("organization-deletion-due", 409, "The deletion can no longer be taken back");

    private StructureProblems() {}
}
