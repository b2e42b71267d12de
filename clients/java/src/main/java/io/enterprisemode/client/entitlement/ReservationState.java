package io.enterprisemode.client.entitlement;

/** What became of a reservation; every state but HELD stays. */
public enum ReservationState {
    /** Its quantity counts against the limit. */
    HELD,
    /** It has become usage. */
    COMMITTED,
    /** It was given back. */
    RELEASED,
    /** It was neither committed nor released in time. */
    EXPIRED,
    /** A state of a later version of the service. */
    UNKNOWN
}
