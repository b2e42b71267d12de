package io.enterprisemode.billing.reservation;

/** What has become of a reservation. */
public enum ReservationState {
    /** Counts against the limit until it expires. */
    HELD,
    /** Has become usage. */
    COMMITTED,
    /** Was given back. */
    RELEASED,
    /** Ended by itself. */
    EXPIRED;

    /** Whether it may change to another state; what is settled stays as it is. */
    public boolean mayBecome(ReservationState next) {
        return switch (this) {
            case HELD -> next != HELD;
            case COMMITTED, RELEASED, EXPIRED -> false;
        };
    }
}
