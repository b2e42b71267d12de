package io.enterprisemode.teams.invitation;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with invitations. */
final class InvitationProblems {

    static final ProblemType NOT_OPEN = new ProblemType("invitation-not-open", 409, "The invitation is settled");
    static final ProblemType EXPIRED = new ProblemType("invitation-expired", 410, "The invitation has expired");
    static final ProblemType VOID =
            new ProblemType("invitation-void", 410, "Whoever made the invitation can no longer give that role");
    static final ProblemType ALREADY_INVITED =
            new ProblemType("already-invited", 409, "There is an open invitation to that address there");
    static final ProblemType FOR_SOMEBODY_ELSE =
            new ProblemType("invitation-for-somebody-else", 403, "The invitation is for another e-mail address");

    static final ProblemType EMAIL_NOT_VERIFIED =
            new ProblemType("email-not-verified", 403, "The e-mail address is not verified");

    private InvitationProblems() {}
}
