package io.enterprisemode.teams.seat;

import org.jspecify.annotations.Nullable;

/**
 * Whether a plan has room for one more. Where there are more than the plan allows, after a change to a smaller one,
 * nobody is removed: only additions are refused.
 */
final class SeatRules {

    private SeatRules() {}

    /**
     * The seats of a plan that are taken, as one person finds them.
     *
     * @param members people who hold a role
     * @param invited open invitations to addresses of nobody who is a member
     * @param member whether the person is a member
     * @param holdsInvitation whether an open invitation is to the person's address
     */
    record Seats(long members, long invited, boolean member, boolean holdsInvitation) {}

    /**
     * Whether one more may be added.
     *
     * @param limit how many the plan allows; null: any number
     * @param taken how many there are
     */
    static boolean hasRoom(@Nullable Integer limit, long taken) {
        return limit == null || taken < limit;
    }

    /**
     * Whether the person may become a member. An invitation holds a seat for whoever is invited; nobody else takes it.
     * Where there are more than the plan allows, those who are invited come in as long as there are fewer members than
     * that.
     */
    static boolean mayJoin(@Nullable Integer limit, Seats seats) {
        return seats.member()
                || hasRoom(limit, seats.holdsInvitation() ? seats.members() : seats.members() + seats.invited());
    }

    /** Whether the person may be invited. */
    static boolean mayBeInvited(@Nullable Integer limit, Seats seats) {
        return seats.member() || seats.holdsInvitation() || hasRoom(limit, seats.members() + seats.invited());
    }
}
