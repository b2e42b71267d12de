package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.access.Rights;
import io.enterprisemode.teams.access.RoleAssignmentRules;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import io.enterprisemode.teams.access.RoleChangeRefusal;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with members, and the rules' refusals as problems. */
public final class MemberProblems {

    static final ProblemType LAST_OWNER =
            new ProblemType("last-owner", 409, "An organization keeps at least one OWNER");
    static final ProblemType ALREADY_MEMBER =
            new ProblemType("already-member", 409, "The principal has a role there already");
    static final ProblemType SUBJECT_IS_A_PERSON =
            new ProblemType("subject-is-a-person", 409, "People are invited, not added");
    static final ProblemType ROLE_ABOVE_OWN =
            new ProblemType("role-above-own", 403, "Nobody assigns a role above their own");
    static final ProblemType TARGET_IS_OWNER =
            new ProblemType("target-is-owner", 403, "Only an OWNER changes or removes an OWNER");

    private MemberProblems() {}

    /** Fails unless the rules let the caller give this role. */
    public static void requireAssignable(Role role, Parties parties) {
        RoleAssignmentRules.assign(role, parties).ifPresent(refusal -> {
            throw problem(refusal, Permission.ROLE_ASSIGN, parties);
        });
    }

    /** Fails unless the rules let the caller remove the target. */
    public static void requireRemovable(Parties parties) {
        requireRemovable(Permission.MEMBER_REMOVE, parties);
    }

    /** The same for a removal that another permission than member:remove stands for. */
    public static void requireRemovable(Permission permission, Parties parties) {
        RoleAssignmentRules.remove(permission, parties).ifPresent(refusal -> {
            throw problem(refusal, permission, parties);
        });
    }

    /** Fails unless the rules let the caller hold an API key of this role. */
    public static void requireMayHoldKey(Role role, Parties parties) {
        RoleAssignmentRules.holdKey(role, parties).ifPresent(refusal -> {
            throw problem(refusal, Permission.APIKEY_MANAGE, parties);
        });
    }

    /** Fails unless the rules let the caller revoke the target's API key. */
    public static void requireKeyRevocable(Parties parties) {
        RoleAssignmentRules.revokeKey(parties).ifPresent(refusal -> {
            throw problem(refusal, Permission.APIKEY_MANAGE, parties);
        });
    }

    /** Fails, as if the node were not there, when the caller has no role on it. */
    static void requireVisible(Rights caller) {
        if (caller.role() == null) {
            throw ProblemException.notFound("node");
        }
    }

    /** Fails when the principal who wants to leave is the only OWNER, or an API key that removes nobody. */
    static void requireMayLeave(Parties self) {
        RoleAssignmentRules.leave(self).ifPresent(refusal -> {
            throw problem(refusal, Permission.MEMBER_REMOVE, self);
        });
    }

    private static ProblemException problem(RoleChangeRefusal refusal, Permission permission, Parties parties) {
        return switch (refusal) {
            case NOT_PERMITTED ->
                parties.caller().role() == null
                        ? ProblemException.notFound("node")
                        : ProblemType.FORBIDDEN.with("You lack the permission " + permission.code() + " there.");
            case NOT_IN_SCOPE -> ProblemType.FORBIDDEN.with("Your API key is not scoped to " + permission.code() + ".");
            case ROLE_ABOVE_OWN ->
                ROLE_ABOVE_OWN.with("Your role there is " + parties.caller().role() + ".");
            case TARGET_IS_OWNER ->
                TARGET_IS_OWNER.with("Your role there is " + parties.caller().role() + ".");
            case LAST_OWNER -> LAST_OWNER.with("Make somebody else OWNER first.");
        };
    }
}
