package io.enterprisemode.teams.structure;

/** Where an organization stands. */
public enum OrganizationState {
    ACTIVE,
    /** Its deletion was asked for: owners may read and take it back until it falls due, nobody may do anything else. */
    PENDING_DELETION,
    /** It is gone. */
    DELETED
}
