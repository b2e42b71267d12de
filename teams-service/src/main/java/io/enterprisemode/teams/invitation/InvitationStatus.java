package io.enterprisemode.teams.invitation;

/** Where an invitation stands. */
public enum InvitationStatus {
    /** It can be accepted, until it expires or whoever made it loses the right to give that role. */
    OPEN,
    ACCEPTED,
    DECLINED,
    REVOKED,
    /** Its time is over; this is not stored but follows from its expiry. */
    EXPIRED,
    /** Whoever made it could not give that role any more; this is not stored but follows from their rights. */
    VOID
}
