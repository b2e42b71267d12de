package io.enterprisemode.teams.invitation;

/** Where an invitation stands. */
public enum InvitationStatus {
    /** It can be accepted. */
    OPEN,
    ACCEPTED,
    DECLINED,
    REVOKED,
    /** Its time is over; this is not stored but follows from its expiry. */
    EXPIRED
}
